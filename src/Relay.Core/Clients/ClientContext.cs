using System.Net;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Who is asking: the connection through which an event or a filter came. One object per connection.</summary>
public sealed class ClientContext : ITurnOwner
{
    Bytes32[] _keys = [];
    Visibility? _visibility;
    Turns? _turns;
    IClientSession? _session;
    SubscriptionId _subscriptionId;
    UpgradeRequest? _request;

    // Made when a hook first asks for it: most connections have none.
    Dictionary<string, object>? _items;

    /// <summary>The number of the connection, unique while the relay runs.</summary>
    public required long Id { get; init; }

    /// <summary>The client's address behind trusted proxies; null if it has none, as on a Unix socket.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>
    /// The key by which all limits per address count (<see cref="AddressPrefixes"/>); null if there is no address. Clients whose address a
    /// proxy on a Unix socket does not tell share one key.
    /// </summary>
    public Bytes32? AddressKey => RemoteAddress is { } address ? AddressPrefixes.KeyOf(address) : IsForwarded ? default(Bytes32) : null;

    /// <summary>
    /// The key for limits per address: <see cref="AddressKey"/>, but null if the client is on this machine, which exempts it.
    /// </summary>
    public Bytes32? LimitedAddress => IsLoopback ? null : AddressKey;

    /// <summary>Which networks count as one address.</summary>
    public AddressPrefixes AddressPrefixes { get; init; } = AddressPrefixes.Default;

    /// <summary>
    /// Whether a proxy or a tunnel passes the connection on, trusted or not. <see cref="RemoteAddress"/> is then the proxy's own address if
    /// the proxy is not trusted or does not tell its client's.
    /// </summary>
    public bool IsForwarded { get; init; }

    /// <summary>
    /// Whether this is the relay itself: then the event comes from the program that embeds the relay, which vouches for its author.
    /// </summary>
    public bool IsRelay { get; internal init; }

    /// <summary>The User-Agent header of the upgrade request.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The Origin header of the upgrade request.</summary>
    public string? Origin { get; init; }

    /// <summary>Whether the client itself, not a proxy for it, is on this machine, which exempts it from limits per address.</summary>
    public bool IsLoopback => !IsForwarded && RemoteAddress is not null && IPAddress.IsLoopback(RemoteAddress);

    /// <summary>
    /// The keys the client has proved to hold (NIP-42), in the order of proof. Keys are added, never removed. The list never changes, so
    /// callers may keep it.
    /// </summary>
    public IReadOnlyList<Bytes32> AuthenticatedKeys => Volatile.Read(ref _keys);

    /// <summary>The same keys as a span, for rules that check them for every event.</summary>
    public ReadOnlySpan<Bytes32> Keys => Volatile.Read(ref _keys);

    /// <summary>Whether the client has proved to hold any key.</summary>
    public bool IsAuthenticated => Volatile.Read(ref _keys).Length > 0;

    /// <summary>A place where hooks can keep objects for the connection. Not thread-safe by itself.</summary>
    public IDictionary<string, object> Items =>
        _items ?? Interlocked.CompareExchange(ref _items, new Dictionary<string, object>(StringComparer.Ordinal), null) ?? _items;

    /// <summary>What the client may see, by the keys it has proved so far. Set when its session opens.</summary>
    internal Visibility Visibility
    {
        get => Volatile.Read(ref _visibility) ?? Visibility.Public;
        private set => Volatile.Write(ref _visibility, value);
    }

    /// <summary>Its way to the processors. The relay itself takes no turns.</summary>
    internal ClientTurns Turns => new(_turns, this);

    /// <summary>
    /// The upgrade request, for hooks that are asked or told before the first message is read (RejectConnection, OnConnect) and about the
    /// information document; null afterwards. Hooks copy what they need later into <see cref="Items"/>.
    /// </summary>
    public UpgradeRequest? Request
    {
        get => _request;
        init => _request = value;
    }

    /// <summary>
    /// The id of the REQ or COUNT whose filters hooks are asked about at this moment (RejectFilter, RejectCountFilter, OverwriteFilter);
    /// null otherwise.
    /// </summary>
    public SubscriptionId? SubscriptionId => _subscriptionId.Escaped.IsEmpty ? null : _subscriptionId;

    /// <summary>
    /// Asks the client to prove its keys (NIP-42), as the prefix <c>auth-required:</c> of a refusal does. False if clients cannot
    /// authenticate at this relay. A client is asked once; further calls change nothing.
    /// </summary>
    public bool RequestAuth() => _session?.RequestAuth() ?? false;

    Bytes32 ITurnOwner.TurnKey => TurnOwner.KeyOf(LimitedAddress, Id);

    /// <summary>Whether the client has proved to hold this key.</summary>
    public bool HasKey(in Bytes32 key) => Volatile.Read(ref _keys).AsSpan().Contains(key);

    /// <summary>Opens the client's session: what it may see before it proves a key, and whose turns it takes.</summary>
    internal void Open(IClientSession session, Visibility visibility, Turns turns)
    {
        _session = session;
        _turns = turns;
        Visibility = visibility;
    }

    /// <summary>Drops the upgrade request: an idle connection does not keep it.</summary>
    internal void ForgetRequest() => _request = null;

    /// <summary>Says which REQ or COUNT hooks are asked about. Called by the connection's reader only.</summary>
    internal void AskAbout(SubscriptionId id) => _subscriptionId = id;

    /// <summary>Adds a proved key, once. Called by the connection's reader only.</summary>
    internal void AddKey(in Bytes32 key)
    {
        if (HasKey(key))
            return;
        Volatile.Write(ref _keys, [.. _keys, key]);
        Visibility = Visibility.With(_keys);
    }
}
