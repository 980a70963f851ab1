using System.Diagnostics;
using System.Globalization;

namespace Relay.Bench;

/// <summary>Publishes over many connections in turn, with the same total number of unanswered events.</summary>
sealed class GrowthPublishWorkload(int count, CorpusAuthors authors, BenchOptions options)
    : Workload(
        string.Create(CultureInfo.InvariantCulture, $"connections.publish-{count}"),
        string.Create(CultureInfo.InvariantCulture, $"publish over {count:N0} connections by turns, {options.InFlight} in flight in all"),
        "events/s")
{
    EventCorpus? _events;

    public override void Prepare(int run) => _events = CorpusGenerator.CreateFresh(options.GrowthEvents, authors);

    public override RunResult Run(BenchTarget target, int run)
    {
        using var group = ConnectionGroup.Open(target.Address, count, options.ConnectionOf(count));
        using var poll = new ConnectionPoll(group.Connections);
        var events = new PublishedEvents(_events!, new EventRange(0, 1, _events!.Count), target.Problems);
        target.BeginWork();
        var start = Stopwatch.GetTimestamp();
        Publish(events, group, poll);
        var elapsed = Stopwatch.GetElapsedTime(start);
        target.EndWork();
        return new RunResult(events.Published / elapsed.TotalSeconds) { Operations = events.Published }.With(events.Latencies);
    }

    void Publish(PublishedEvents events, ConnectionGroup group, ConnectionPoll poll)
    {
        var ready = new List<int>();
        while (!events.AreAnswered)
        {
            var first = events.Sent;
            while (!events.AreSent && events.Sent - events.Answered < options.InFlight)
                events.WriteNext(group[events.Sent % count]);
            for (var i = first; i < Math.Min(events.Sent, first + count); i++)
                group[i % count].Flush();
            poll.Wait(options.Connection.Timeout, ready);
            if (ready.Count == 0)
                throw new IOException($"{group[0].Address}: no answer in {options.Connection.Timeout.TotalSeconds} s");
            foreach (var number in ready)
            {
                group[number].Receive();
                events.ReadAnswers(group[number]);
            }
        }
    }
}
