using System.Diagnostics;
using System.Text;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Events that are being published: sent in order, and each answered once with OK true.</summary>
sealed class PublishedEvents(EventCorpus corpus, EventRange events, Problems problems)
{
    readonly long[] _sentAt = new long[events.Count];
    readonly bool[] _isAnswered = new bool[events.Count];
    int _expected;

    public Latencies Latencies { get; } = new();

    /// <summary>Events sent or left out.</summary>
    public int Sent { get; private set; }

    /// <summary>Events answered or left out.</summary>
    public int Answered { get; private set; }

    /// <summary>Events sent.</summary>
    public int Published { get; private set; }

    /// <summary>Events that the relay already had.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Whether no event is left to send.</summary>
    public bool AreSent => Sent == events.Count;

    /// <summary>Whether no event is left to be answered.</summary>
    public bool AreAnswered => Answered == events.Count;

    /// <summary>Whether a relay with the whole corpus keeps the next event.</summary>
    public bool IsNextKept => corpus.IsKept(events[Sent]);

    /// <summary>The timestamp at which the event with this index in the corpus was sent; 0 if it was not sent.</summary>
    public long SentAt(int index) => events.TryGetOrdinal(index, out var ordinal) ? Volatile.Read(ref _sentAt[ordinal]) : 0;

    /// <summary>Queues the next event.</summary>
    public void WriteNext(BenchConnection connection)
    {
        var e = corpus[events[Sent]];
        var start = "[\"EVENT\","u8;
        var message = connection.Reserve(start.Length + EventJson.MaxLength(e) + 1);
        start.CopyTo(message);
        var length = start.Length + EventJson.Write(e, message[start.Length..]);
        message[length++] = (byte)']';
        connection.Commit(length);
        Volatile.Write(ref _sentAt[Sent++], Stopwatch.GetTimestamp());
        Published++;
    }

    /// <summary>Leaves the next event out.</summary>
    public void SkipNext()
    {
        _isAnswered[Sent++] = true;
        Answered++;
    }

    /// <summary>Reads the answers that have arrived.</summary>
    public void ReadAnswers(BenchConnection connection)
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
        if (!Bytes32.TryParse(reply.Id, out var id) || !TryFind(id, out var ordinal) || ordinal >= Sent || _isAnswered[ordinal])
        {
            problems.Add("an OK for an event that does not wait for one", Encoding.UTF8.GetString(reply.Id));
            return;
        }
        Latencies.AddSince(_sentAt[ordinal]);
        _isAnswered[ordinal] = true;
        Answered++;
        // Another connection may already have published the event that replaces or deletes this one.
        if (!corpus.IsKept(events[ordinal]))
            return;
        if (!reply.IsAccepted)
            problems.Add("an event refused", reply.Words);
        else if (reply.Text.StartsWith("duplicate"u8))
            Duplicates++;
    }

    /// <summary>
    /// Finds the event of an answer. Most relays answer in the order of the events, so the next one is tried before all are searched.
    /// </summary>
    bool TryFind(Bytes32 id, out int ordinal)
    {
        ordinal = _expected;
        var isExpected = ordinal < Sent && corpus[events[ordinal]].Id == id;
        if (!isExpected && !(corpus.TryFind(id, out var index) && events.TryGetOrdinal(index, out ordinal)))
            return false;
        _expected = ordinal + 1;
        return true;
    }
}
