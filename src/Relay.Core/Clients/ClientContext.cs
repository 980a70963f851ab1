using System.Net;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Who is asking: the connection through which an event or a filter came. One object per connection.</summary>
public sealed class ClientContext : ITurnOwner
{
    Bytes32[] _keys = [];
    Visibility? _visibility;

    // Made when it is asked for: most connections have none.
    Dictionary<string, object>? _items;

    /// <summary>The number of the connection, unique while the relay runs.</summary>
    public required long Id { get; init; }

    /// <summary>The client's address behind trusted proxies; null where there is none, as on a Unix socket.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>
    /// Whom the address stands for, by which all limits count (<see cref="AddressPrefixes"/>). Null where there is no address, but those
    /// whom a proxy on a Unix socket does not name are one.
    /// </summary>
    public Bytes32? AddressKey => RemoteAddress is { } address ? AddressPrefixes.KeyOf(address) : IsForwarded ? default(Bytes32) : null;

    /// <summary>
    /// The same for limits by address; null also where the client is on this machine, which exempts it from them.
    /// </summary>
    public Bytes32? LimitedAddress => IsLoopback ? null : AddressKey;

    /// <summary>Which networks count as one address.</summary>
    public AddressPrefixes AddressPrefixes { get; init; } = AddressPrefixes.Default;

    /// <summary>
    /// Whether a proxy or a tunnel passes the connection on, trusted or not. <see cref="RemoteAddress"/> is the proxy's where it is
    /// not trusted or does not say whose connection it is.
    /// </summary>
    public bool IsForwarded { get; init; }

    /// <summary>Whether it is the relay itself: an event of the program that embeds it, which vouches for its author.</summary>
    public bool IsRelay { get; internal init; }

    /// <summary>The User-Agent header of the upgrade request.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The Origin header of the upgrade request.</summary>
    public string? Origin { get; init; }

    /// <summary>Whether the client itself is on this machine, which exempts it from limits by address; a proxy here is not meant.</summary>
    public bool IsLoopback => !IsForwarded && RemoteAddress is not null && IPAddress.IsLoopback(RemoteAddress);

    /// <summary>
    /// The keys the client has proved to hold (NIP-42), in the order of proof; they only become more. What is read is a
    /// moment's state, and may be kept.
    /// </summary>
    public IReadOnlyList<Bytes32> AuthenticatedKeys => Volatile.Read(ref _keys);

    /// <summary>The same in place, for rules that look at it for every event.</summary>
    public ReadOnlySpan<Bytes32> Keys => Volatile.Read(ref _keys);

    /// <summary>Whether the client has proved to hold any key.</summary>
    public bool IsAuthenticated => Volatile.Read(ref _keys).Length > 0;

    /// <summary>Whatever hooks want to remember about the connection. Not thread-safe by itself.</summary>
    public IDictionary<string, object> Items =>
        _items ?? Interlocked.CompareExchange(ref _items, new Dictionary<string, object>(StringComparer.Ordinal), null) ?? _items;

    /// <summary>What the client may see, by the keys it has proved so far. Set when its session opens.</summary>
    internal Visibility Visibility
    {
        get => Volatile.Read(ref _visibility) ?? Visibility.Public;
        set => Volatile.Write(ref _visibility, value);
    }

    /// <summary>Its way to the processors; none for the relay itself. Set when its session opens.</summary>
    internal ClientTurns? Turns { get; set; }

    Bytes32 ITurnOwner.TurnKey => TurnOwner.KeyOf(LimitedAddress, Id);

    /// <summary>Whether the client has proved to hold this key.</summary>
    public bool HasKey(in Bytes32 key) => Volatile.Read(ref _keys).AsSpan().Contains(key);

    /// <summary>Adds a proved key, once. Called by the connection's reader only.</summary>
    internal void AddKey(in Bytes32 key)
    {
        if (HasKey(key))
            return;
        Volatile.Write(ref _keys, [.. _keys, key]);
        Visibility = Visibility.With(_keys);
    }
}
