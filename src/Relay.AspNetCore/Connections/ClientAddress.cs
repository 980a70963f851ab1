using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Finds the client that sent a request: the socket's address or, behind trusted proxies, the right-most address that is not one of theirs.
/// </summary>
sealed class ClientAddress(NetworkOptions options)
{
    /// <summary>The most proxies in a row that are followed, more than real set-ups have. Further entries are not read.</summary>
    const int MaxHops = 32;

    /// <summary>Headers that proxies send and clients do not.</summary>
    static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "Forwarded"];

    readonly NetworkSet _trusted = new(options.TrustedProxies ?? []);

    /// <summary>The name of the header that is believed if a trusted proxy sends it.</summary>
    public string Header { get; } = NameOf(options.ClientAddressHeader);

    /// <summary>Whether the peer is a proxy whose header is believed.</summary>
    public bool IsTrusted(IPAddress? peer) => _trusted.Contains(AddressText.Normalize(peer));

    /// <summary>The client that sent the request, and how the request got here.</summary>
    public ClientOrigin Of(HttpContext context) =>
        Of(context.Connection.RemoteIpAddress, context.Request.Host, context.Request.Headers);

    public ClientOrigin Of(IPAddress? peer, HostString host, IHeaderDictionary headers)
    {
        peer = AddressText.Normalize(peer);
        var isOnThisMachine = peer is null || IPAddress.IsLoopback(peer);
        if (!_trusted.Contains(peer))
        {
            if (FindProxyHeader(headers) is not null)
                return new(peer, ClientPath.Untrusted);
            return new(peer, peer is not null && isOnThisMachine && !IsThisMachine(host) ? ClientPath.Tunnelled : ClientPath.Direct);
        }
        if (headers.TryGetValue(Header, out var values))
            return Read(values) is { } client ? new(client, ClientPath.Named) : new(peer, ClientPath.Unnamed);
        // A request from a trusted peer without the header: another machine may ask for itself, but a proxy on this machine cannot be told
        // from a local client.
        var isProxy = isOnThisMachine || FindProxyHeader(headers) is not null;
        return new(peer, isProxy ? ClientPath.Unnamed : ClientPath.Direct);
    }

    /// <summary>The first header that shows a proxy; null if there is none.</summary>
    public static string? FindProxyHeader(IHeaderDictionary headers)
    {
        foreach (var name in ProxyHeaders)
        {
            if (headers.ContainsKey(name))
                return name;
        }
        return null;
    }

    /// <summary>The client that the header names; null if it cannot be read.</summary>
    IPAddress? Read(StringValues values) => options.ClientAddressHeader switch
    {
        ClientAddressHeader.XForwardedFor => ReadList(values, isForwarded: false),
        ClientAddressHeader.Forwarded => ReadList(values, isForwarded: true),
        // If the header occurs twice, nobody knows which of the two the proxy wrote.
        _ => values.Count == 1 && AddressText.TryParse(values[0], out var address) ? address : null,
    };

    /// <summary>
    /// Reads all lines from right to left while the addresses belong to trusted proxies: no trusted proxy wrote what stands left of any
    /// other address. Null unless the right-most entry can be read.
    /// </summary>
    IPAddress? ReadList(StringValues lines, bool isForwarded)
    {
        IPAddress? client = null;
        var hops = 0;
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            ReadOnlySpan<char> list = lines[i];
            while (!list.IsEmpty)
            {
                var entry = isForwarded ? ForwardedElements.For(ForwardedElements.TakeLast(ref list)) : TakeLast(ref list);
                if (++hops > MaxHops || !AddressText.TryParse(entry, out var address))
                    return client;
                client = address;
                if (!_trusted.Contains(client))
                    return client;
            }
        }
        return client;
    }

    static ReadOnlySpan<char> TakeLast(ref ReadOnlySpan<char> list)
    {
        var comma = list.LastIndexOf(',');
        var last = list[(comma + 1)..];
        list = list[..Math.Max(comma, 0)];
        return last;
    }

    static bool IsThisMachine(HostString host)
    {
        var name = host.Host;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    static string NameOf(ClientAddressHeader header) => header switch
    {
        ClientAddressHeader.XForwardedFor => "X-Forwarded-For",
        ClientAddressHeader.XRealIp => "X-Real-IP",
        ClientAddressHeader.CfConnectingIp => "CF-Connecting-IP",
        ClientAddressHeader.Forwarded => "Forwarded",
        _ => throw new ArgumentOutOfRangeException(nameof(header), header, null),
    };
}
