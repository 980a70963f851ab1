using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>Describes the client of a request, and warns the operator about proxies that make all clients look like one.</summary>
sealed class ClientFactory(
    ClientAddress addresses, ConnectionRegistry registry, RelayOptions options, ILogger<ClientFactory> logger)
{
    /// <summary>One flag per path. Each warning is logged once, or a client that pretends to be a proxy would fill the log.</summary>
    readonly int[] _told = new int[Enum.GetValues<ClientPath>().Length];

    readonly AddressPrefixes _prefixes = AddressPrefixes.Of(options.Network);

    public bool IsFromTrustedProxy(HttpContext context) => addresses.IsTrusted(context.Connection.RemoteIpAddress);

    public ClientContext Of(HttpContext context, bool withRequest)
    {
        var origin = addresses.Of(context);
        if (origin.Path is not (ClientPath.Direct or ClientPath.Named) && Interlocked.Exchange(ref _told[(int)origin.Path], 1) == 0)
            Tell(context, origin.Path);
        var headers = context.Request.Headers;
        return new ClientContext
        {
            Id = registry.NextId(),
            RemoteAddress = origin.Address,
            AddressPrefixes = _prefixes,
            IsForwarded = origin.IsForwarded,
            UserAgent = headers.UserAgent,
            Origin = headers.Origin,
            Request = withRequest ? RequestOf(context) : null,
        };
    }

    /// <summary>A copy: the connection outlives its request, and what the server keeps for requests is used again.</summary>
    static UpgradeRequest RequestOf(HttpContext context)
    {
        var request = context.Request;
        return new UpgradeRequest
        {
            Host = request.Host.Value ?? "",
            Path = $"{request.PathBase}{request.Path}",
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(
                static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            User = context.User.Identity is { IsAuthenticated: true } ? context.User : null,
        };
    }

    void Tell(HttpContext context, ClientPath path)
    {
        var peer = AddressText.Normalize(context.Connection.RemoteIpAddress)?.ToString() ?? "Whoever comes through a Unix socket";
        switch (path)
        {
            case ClientPath.Untrusted:
                TransportMessages.ForwardedByStranger(logger, peer, ClientAddress.FindProxyHeader(context.Request.Headers));
                break;
            case ClientPath.Unnamed:
                TransportMessages.ClientUnnamed(logger, peer, addresses.Header);
                break;
            case ClientPath.Tunnelled:
                TransportMessages.ClientTunnelled(logger, peer);
                break;
        }
    }
}
