using System.Diagnostics;
using System.Globalization;
using System.Text;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Holds live subscriptions on many connections and receives the deliveries, on one thread.</summary>
sealed class LiveReceiver(
    ConnectionGroup connections, IReadOnlyList<LiveSubscription> subscriptions, EventCorpus corpus, Problems problems) : IDisposable
{
    /// <summary>
    /// One in this many deliveries is checked against its filter. A prime, so that it is not always the same subscriber's.
    /// </summary>
    const int CheckStep = 61;

    readonly ConnectionPoll _poll = new(connections.Connections);
    readonly List<int> _ready = [];
    readonly EventParser _parser = new();
    readonly int[] _received = new int[connections.Count];
    int _sinceCheck;
    int _sinceLatency;

    public Latencies Latencies { get; } = new();

    /// <summary>The number of deliveries so far.</summary>
    public int Received { get; private set; }

    /// <summary>The timestamp of the last delivery.</summary>
    public long LastReceivedAt { get; private set; }

    /// <summary>Opens the subscriptions and reads their stored events.</summary>
    public void Subscribe()
    {
        var waiting = new int[connections.Count];
        for (var i = 0; i < subscriptions.Count; i++)
        {
            byte[] message = [.. Encoding.UTF8.GetBytes($"[\"REQ\",\"{i}\","), .. subscriptions[i].Query.Json, (byte)']'];
            connections[subscriptions[i].Connection].Write(message);
            waiting[subscriptions[i].Connection]++;
        }
        // One connection after the other: if nobody read the answers yet, they could be too many for a relay to hold.
        for (var i = 0; i < waiting.Length; i++)
        {
            connections[i].Flush();
            ReadStored(connections[i], waiting[i]);
        }
    }

    public void Dispose() => _poll.Dispose();

    /// <summary>
    /// Receives until all deliveries have come, or none has come for the given time. Measures the latency of one in a number of deliveries.
    /// </summary>
    public void Receive(int expected, int latencyStep, TimeSpan silence, PublishedEvents published)
    {
        while (Received < expected)
        {
            _poll.Wait(silence, _ready);
            if (_ready.Count == 0)
            {
                problems.Add("deliveries missing", expected - Received, $"{Received} of {expected} came");
                return;
            }
            foreach (var number in _ready)
            {
                var connection = connections[number];
                connection.Receive();
                var now = Stopwatch.GetTimestamp();
                while (connection.TryRead(out var message, out var isCompressedEvent))
                {
                    var takesLatency = IsDue(latencyStep, ref _sinceLatency);
                    var isChecked = IsDue(CheckStep, ref _sinceCheck);
                    if (isCompressedEvent && (takesLatency || isChecked))
                        message = connection.Inflate(message);
                    else if (!isCompressedEvent && !IsEvent(message))
                        continue;
                    Received++;
                    _received[number]++;
                    LastReceivedAt = now;
                    if (takesLatency)
                        TakeLatency(message, now, published);
                    if (isChecked)
                        Check(message, number);
                }
            }
        }
    }

    /// <summary>Checks that each connection received the deliveries for its own subscriptions, not those of another connection.</summary>
    public void CheckShares(ReadOnlySpan<int> expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (_received[i] != expected[i])
                problems.Add("a connection with too few or too many deliveries", $"{_received[i]} for {expected[i]}");
        }
    }

    static bool IsDue(int step, ref int since)
    {
        if (++since < step)
            return false;
        since = 0;
        return true;
    }

    static bool IsEvent(ReadOnlySpan<byte> message) =>
        message.StartsWith("[\"EVENT\""u8) || RelayReply.Parse(message).Type == RelayReplyType.Event;

    /// <summary>Finds the event by its id without reading the rest, because other deliveries wait meanwhile.</summary>
    void TakeLatency(ReadOnlySpan<byte> message, long now, PublishedEvents published)
    {
        // Quotes within texts are escaped, so this can only be the name of the field.
        var name = "\"id\":\""u8;
        var at = message.IndexOf(name) + name.Length;
        if (at >= name.Length && message.Length >= at + 64 && Bytes32.TryParse(message.Slice(at, 64), out var id)
            && corpus.TryFind(id, out var index))
            Latencies.Add(Stopwatch.GetElapsedTime(published.SentAt(index), now));
        else
            problems.Add("a delivery of somebody else's event: measure a relay that nobody uses", Encoding.UTF8.GetString(message));
    }

    void Check(ReadOnlySpan<byte> message, int connection)
    {
        var reply = RelayReply.Parse(message);
        if (!int.TryParse(reply.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= subscriptions.Count
            || subscriptions[number].Connection != connection)
            problems.Add("a delivery for a subscription that its connection does not have", Encoding.UTF8.GetString(reply.Id));
        else if (!_parser.TryParse(reply.Event, out var problem))
            problems.Add("something that is not an event", problem!);
        else if (!subscriptions[number].Query.Matches(_parser.View))
            problems.Add("a delivery that its filter does not ask for", _parser.View.Id.ToString());
    }

    void ReadStored(BenchConnection connection, int waiting)
    {
        while (waiting > 0)
        {
            while (connection.TryRead(out var message))
            {
                var reply = RelayReply.Parse(message);
                if (reply.Type == RelayReplyType.Eose)
                    waiting--;
                else if (reply.Type is RelayReplyType.Closed or RelayReplyType.Notice)
                    throw new IOException($"the relay refused a subscription: {reply.Words}");
            }
            if (waiting > 0)
                connection.Receive();
        }
    }
}
