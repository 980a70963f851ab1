using System.Buffers;
using System.Net;
using System.Text;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Keeps the newest queries that took long, for the operator. A query that did not costs one comparison. Thread-safe.</summary>
sealed class SlowQueries(TimeProvider time)
{
    /// <summary>A query is slow from here on. Waiting for its client to read does not count.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromMilliseconds(100);

    const int Kept = 32;

    // A filter may be as long as a message.
    const int MaxShown = 400;

    readonly Lock _gate = new();
    readonly Queue<SlowQuery> _newest = new();

    /// <summary>Notes how long the relay worked for a query.</summary>
    public void Note(ClientContext client, string message, IReadOnlyList<Filter> filters, TimeSpan duration, long events)
    {
        if (duration < Threshold)
            return;
        var query = new SlowQuery(
            time.GetUtcNow(), client.Id, client.RemoteAddress, message, Text(filters), duration.TotalMilliseconds, events);
        lock (_gate)
        {
            _newest.Enqueue(query);
            if (_newest.Count > Kept)
                _newest.Dequeue();
        }
    }

    /// <summary>The newest ones, the slowest first.</summary>
    public IReadOnlyList<SlowQuery> Read()
    {
        lock (_gate)
            return [.. _newest.OrderByDescending(static query => query.Milliseconds)];
    }

    /// <summary>Filters as people read them: JSON, cut off if it is long.</summary>
    static string Text(IReadOnlyList<Filter> filters)
    {
        var json = new ArrayBufferWriter<byte>();
        for (var i = 0; i < filters.Count && json.WrittenCount <= MaxShown; i++)
        {
            if (i > 0)
                json.Write(","u8);
            FilterJson.Write(filters[i], json);
        }
        var text = Encoding.UTF8.GetString(json.WrittenSpan[..Math.Min(json.WrittenCount, MaxShown)]);
        return json.WrittenCount > MaxShown ? text + "…" : text;
    }
}

/// <summary>A query that took long.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Connection">The number of the connection.</param>
/// <param name="Address">The client's address; null if it has none.</param>
/// <param name="Message">REQ or COUNT.</param>
/// <param name="Filters">Its filters as JSON, cut off if they are long.</param>
/// <param name="Milliseconds">How long the relay worked for it. Waiting for the client to read does not count.</param>
/// <param name="Events">Events that were sent, or counted.</param>
public sealed record SlowQuery(
    DateTimeOffset At, long Connection, IPAddress? Address, string Message, string Filters, double Milliseconds, long Events);
