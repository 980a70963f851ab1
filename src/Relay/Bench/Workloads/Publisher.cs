using System.Diagnostics;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Publishes events over one connection and checks that each is answered once, with OK true.</summary>
sealed class Publisher(BenchConnection connection, EventCorpus corpus, Problems problems)
{
    long[] _sentAt = [];
    bool[] _isAnswered = [];
    EventRange _events;
    int _sent;
    int _answered;
    int _expected;

    public Latencies Latencies { get; } = new();

    /// <summary>Events that the relay had already.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Whether to leave out events that a relay which has all of the corpus does not keep.</summary>
    public bool OnlyKept { get; init; }

    /// <summary>Events that were not left out.</summary>
    public int Published { get; private set; }

    /// <summary>Publishes the events, never more than so many unanswered.</summary>
    public void Run(EventRange events, int inFlight)
    {
        Start(events);
        while (_answered < events.Count)
        {
            while (_sent < events.Count && _sent - _answered < inFlight)
            {
                if (OnlyKept && !corpus.IsKept(events[_sent]))
                    Skip();
                else
                    Write();
            }
            if (_answered == _sent)
                continue;
            connection.Flush();
            connection.Receive();
            ReadAnswers();
        }
    }

    /// <summary>Publishes the events at a steady pace, whether or not they are answered.</summary>
    public void RunPaced(EventRange events, TimeSpan interval)
    {
        Start(events);
        var start = Stopwatch.GetTimestamp();
        while (_answered < events.Count)
        {
            var wait = _sent < events.Count ? _sent * interval - Stopwatch.GetElapsedTime(start) : connection.Timeout;
            if (wait <= TimeSpan.Zero)
            {
                Write();
                connection.Flush();
            }
            else if (connection.WaitReadable(wait) || _sent == events.Count)
            {
                connection.Receive();
                ReadAnswers();
            }
        }
    }

    /// <summary>When the event of this index in the corpus was sent, as a timestamp; 0 if it was not.</summary>
    public long SentAt(int index) => _events.TryGetOrdinal(index, out var ordinal) ? Volatile.Read(ref _sentAt[ordinal]) : 0;

    void Start(EventRange events)
    {
        _events = events;
        _sentAt = new long[events.Count];
        _isAnswered = new bool[events.Count];
        _sent = _answered = _expected = 0;
    }

    void Write()
    {
        var e = corpus[_events[_sent]];
        var start = "[\"EVENT\","u8;
        var message = connection.Reserve(start.Length + EventJson.MaxLength(e) + 1);
        start.CopyTo(message);
        var length = start.Length + EventJson.Write(e, message[start.Length..]);
        message[length++] = (byte)']';
        connection.Commit(length);
        Volatile.Write(ref _sentAt[_sent++], Stopwatch.GetTimestamp());
        Published++;
    }

    void Skip()
    {
        _isAnswered[_sent++] = true;
        _answered++;
    }

    void ReadAnswers()
    {
        while (connection.TryRead(out var message))
        {
            var reply = RelayReply.Parse(message);
            switch (reply.Type)
            {
                case RelayReplyType.Ok:
                    ReadOk(reply);
                    break;
                case RelayReplyType.Notice:
                    problems.Add("a notice instead of an OK", reply.Words);
                    break;
            }
        }
    }

    void ReadOk(RelayReply reply)
    {
        if (!Bytes32.TryParse(reply.Id, out var id) || !TryFind(id, out var ordinal) || ordinal >= _sent || _isAnswered[ordinal])
        {
            problems.Add("an OK for an event that does not wait for one", System.Text.Encoding.UTF8.GetString(reply.Id));
            return;
        }
        Latencies.AddSince(_sentAt[ordinal]);
        _isAnswered[ordinal] = true;
        _answered++;
        // Another connection may have brought first what replaces or deletes the event.
        if (!corpus.IsKept(_events[ordinal]))
            return;
        if (!reply.IsAccepted)
            problems.Add("an event refused", reply.Words);
        else if (reply.Text.StartsWith("duplicate"u8))
            Duplicates++;
    }

    /// <summary>Most relays answer in the order of the events, so the next one is looked at before all are searched.</summary>
    bool TryFind(Bytes32 id, out int ordinal)
    {
        ordinal = _expected;
        var isExpected = ordinal < _sent && corpus[_events[ordinal]].Id == id;
        if (!isExpected && !(corpus.TryFind(id, out var index) && _events.TryGetOrdinal(index, out ordinal)))
            return false;
        _expected = ordinal + 1;
        return true;
    }
}
