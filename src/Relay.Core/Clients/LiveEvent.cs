using Relay.Nostr;

namespace Relay.Core;

/// <summary>An event on its way to subscribers. What all of them share is made once, when first asked for. Thread-safe.</summary>
public sealed class LiveEvent(NostrEvent e)
{
    // Objects and references beside the bytes.
    internal const int Overhead = 200;

    byte[]? _ending;
    object? _encoded;

    /// <summary>The event.</summary>
    public NostrEvent Event { get; } = e;

    /// <summary>What it holds while it waits: the record, and the JSON, which is hardly longer.</summary>
    internal int Bytes => Overhead + 2 * Event.Record.Length;

    /// <summary>The event as JSON.</summary>
    public ReadOnlySpan<byte> Json => Ending.AsSpan(..^1);

    /// <summary>
    /// The event as JSON and the bracket that ends its message, in one array that nobody changes and all receivers may keep.
    /// </summary>
    public byte[] Ending => _ending ??= WriteEnding();

    /// <summary>A form that a transport shares among its connections, such as a compressed body; made by the first that needs it.</summary>
    public T GetOrEncode<T>(Func<NostrEvent, T> encode) where T : class
    {
        // Two threads may both encode; one result is kept, and both are right.
        if (_encoded is not T encoded)
            _encoded = encoded = encode(Event);
        return encoded;
    }

    byte[] WriteEnding()
    {
        var view = Event.View;
        var ending = new byte[EventJson.MaxLength(view) + 1];
        var length = EventJson.Write(view, ending);
        ending[length++] = (byte)']';
        return ending[..length];
    }
}
