using System.Diagnostics;

namespace Relay.Bench;

/// <summary>Publishes events over one connection.</summary>
sealed class Publisher(BenchConnection connection, PublishedEvents events)
{
    /// <summary>The events and their answers.</summary>
    public PublishedEvents Events => events;

    /// <summary>Whether to leave out events that a relay with the whole corpus does not keep.</summary>
    public bool OnlyKept { get; init; }

    /// <summary>Publishes the events, with at most this many unanswered.</summary>
    public void Run(int inFlight)
    {
        while (!events.AreAnswered)
        {
            while (!events.AreSent && events.Sent - events.Answered < inFlight)
            {
                if (OnlyKept && !events.IsNextKept)
                    events.SkipNext();
                else
                    events.WriteNext(connection);
            }
            if (events.Answered == events.Sent)
                continue;
            connection.Flush();
            connection.Receive();
            events.ReadAnswers(connection);
        }
    }

    /// <summary>Publishes the events at a steady pace, answered or not.</summary>
    public void RunPaced(TimeSpan interval)
    {
        var start = Stopwatch.GetTimestamp();
        while (!events.AreAnswered)
        {
            var wait = events.AreSent ? connection.Timeout : events.Sent * interval - Stopwatch.GetElapsedTime(start);
            if (wait <= TimeSpan.Zero)
            {
                events.WriteNext(connection);
                connection.Flush();
            }
            else if (connection.WaitReadable(wait) || events.AreSent)
            {
                connection.Receive();
                events.ReadAnswers(connection);
            }
        }
    }
}
