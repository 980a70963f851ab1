using System.Net;

namespace Relay.Core;

/// <summary>Who is asking: the connection through which an event or a filter came. One object per connection.</summary>
public sealed class ClientContext
{
    // Made when it is asked for: most connections have none.
    Dictionary<string, object>? _items;

    /// <summary>The number of the connection, unique while the relay runs.</summary>
    public required long Id { get; init; }

    /// <summary>The client's address behind trusted proxies; null where there is none, as on a Unix socket.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>The User-Agent header of the upgrade request.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The Origin header of the upgrade request.</summary>
    public string? Origin { get; init; }

    /// <summary>Whether the client is on this machine, which exempts it from rate limits.</summary>
    public bool IsLoopback => RemoteAddress is not null && IPAddress.IsLoopback(RemoteAddress);

    /// <summary>Whatever hooks want to remember about the connection. Not thread-safe by itself.</summary>
    public IDictionary<string, object> Items =>
        _items ?? Interlocked.CompareExchange(ref _items, new Dictionary<string, object>(StringComparer.Ordinal), null) ?? _items;
}
