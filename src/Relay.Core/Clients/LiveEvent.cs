using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// An event on its way to subscribers. Its JSON and other shared forms are made once, when a receiver first needs them. Thread-safe.
/// </summary>
public sealed class LiveEvent
{
    // The objects and references around the bytes.
    internal const int Overhead = 200;

    byte[]? _ending;
    object? _encoded;

    /// <summary>An event that is stored, or an ephemeral one.</summary>
    public LiveEvent(NostrEvent e)
        : this(e, isPromised: Kind.ClassOf(e.Kind) != KindClass.Ephemeral)
    {
    }

    /// <summary>An event that subscriptions get for sure, or end with a reason; or one that they may miss.</summary>
    internal LiveEvent(NostrEvent e, bool isPromised)
    {
        Event = e;
        IsPromised = isPromised;
    }

    /// <summary>The event.</summary>
    public NostrEvent Event { get; }

    /// <summary>Whether a subscription that has no room for it ends, rather than go on without it.</summary>
    internal bool IsPromised { get; }

    /// <summary>The bytes it counts while it waits: the record, and the JSON, which is hardly longer.</summary>
    internal int Bytes => Overhead + 2 * Event.Record.Length;

    /// <summary>The event as JSON.</summary>
    public ReadOnlySpan<byte> Json => Ending.AsSpan(..^1);

    /// <summary>
    /// The event as JSON and the bracket that ends its message, in one array that nobody changes. All receivers may keep it.
    /// </summary>
    public byte[] Ending => _ending ??= WriteEnding();

    /// <summary>A form that a transport shares among its connections, such as a compressed body. The first caller makes it.</summary>
    public T GetOrEncode<T>(Func<NostrEvent, T> encode) where T : class
    {
        // Two threads may both encode; one result is kept, and both are correct.
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
