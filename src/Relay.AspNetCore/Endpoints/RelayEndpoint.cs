using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>Everything at the relay's one address: WebSocket upgrades, the information document (NIP-11) and the page for people.</summary>
sealed class RelayEndpoint(
    RelayEngine engine, ConnectionRegistry registry, RelayOptions options, TransportMetrics metrics, ILogger<RelayEndpoint> logger)
{
    const string Methods = "GET, HEAD, OPTIONS";

    int _untrustedForwarders;

    readonly ClientAddress _addresses = new(options.Network.TrustedProxies);
    readonly ConnectionServices _services = new(engine, registry, options, metrics, logger);
    readonly SendQueues _sendQueues = new();
    readonly EventDeflater? _deflater = options.Network.Compression ? new EventDeflater() : null;

    /// <summary>What waits for all clients.</summary>
    internal OutboxMemory OutboxMemory => _services.OutboxMemory;

    internal Task HandleAsync(HttpContext context)
    {
        var method = context.Request.Method;
        if (Handshake.IsAskedFor(context))
            return ConnectAsync(context);
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            return AcceptHeader.PrefersInformation(context.Request.Headers.Accept) ? SendInformationAsync(context) : SendPageAsync(context);
        AllowAllOrigins(context.Response);
        if (HttpMethods.IsOptions(method))
        {
            context.Response.Headers.AccessControlMaxAge = "86400";
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        context.Response.Headers.Allow = Methods;
        return SendTextAsync(context, StatusCodes.Status405MethodNotAllowed, "this address answers GET");
    }

    /// <summary>Forgets what can be made anew.</summary>
    internal void Trim() => _deflater?.Trim();

    async Task ConnectAsync(HttpContext context)
    {
        var (statusCode, text) = Handshake.Check(context);
        var client = ClientOf(context);
        if (statusCode != 0)
        {
            await RefuseAsync(context, client, statusCode, text);
            return;
        }
        statusCode = registry.TryEnter(client.RemoteAddress);
        if (statusCode != 0)
        {
            await RefuseAsync(context, client, statusCode, "the relay takes no more connections at present");
            return;
        }
        var runs = false;
        try
        {
            var verdict = await engine.RejectConnectionAsync(client, context.RequestAborted);
            if (verdict.IsRefused)
            {
                await RefuseAsync(context, client, StatusCodes.Status429TooManyRequests, verdict.Message);
                return;
            }
            var extensions = _deflater is null ? null : DeflateOffer.Answer(context.Request.Headers.SecWebSocketExtensions);
            var stream = await Handshake.AcceptAsync(context, extensions);
            Log.ConnectionUpgraded(logger, client.Id, client.RemoteAddress);
            runs = true;
            await RunAsync(context, client, stream, extensions is null ? null : _deflater);
        }
        finally
        {
            if (!runs)
                registry.Leave(client.RemoteAddress);
        }
    }

    /// <summary>The connection gives its place back itself. It runs within the request only where it must.</summary>
    Task RunAsync(HttpContext context, ClientContext client, Stream stream, EventDeflater? deflater)
    {
        var handOver = HandOver.Of(context);
        var transport = handOver?.Transport() ?? new RequestTransport(context, stream);
        var connection = new RelayConnection(transport, client, _services, _sendQueues.For(client.Id), deflater);
        if (handOver is null)
            return connection.RunAsync();
        handOver.Take(connection);
        return Task.CompletedTask;
    }

    async Task SendInformationAsync(HttpContext context)
    {
        var information = await engine.GetInformationAsync(ClientOf(context), context.RequestAborted);
        AllowAllOrigins(context.Response);
        await SendAsync(context, AcceptHeader.NostrJson, InformationDocument.Write(information));
    }

    async Task SendPageAsync(HttpContext context)
    {
        var information = await engine.GetInformationAsync(ClientOf(context), context.RequestAborted);
        AllowAllOrigins(context.Response);
        context.Response.Headers.ContentSecurityPolicy = LandingPage.ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await SendAsync(context, "text/html; charset=utf-8", LandingPage.Write(information, AddressOf(context), engine));
    }

    static async Task SendAsync(HttpContext context, string contentType, byte[] body)
    {
        context.Response.Headers.Vary = "Accept";
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    Task RefuseAsync(HttpContext context, ClientContext client, int statusCode, string reason)
    {
        Log.ConnectionRefused(logger, client.RemoteAddress, statusCode, reason);
        metrics.Refused(statusCode);
        return SendTextAsync(context, statusCode, reason);
    }

    static Task SendTextAsync(HttpContext context, int statusCode, string reason)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }

    ClientContext ClientOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") && !_addresses.IsTrusted(context.Connection.RemoteIpAddress))
            NoteUntrustedForwarder(context.Connection.RemoteIpAddress);
        return new ClientContext
        {
            Id = registry.NextId(),
            RemoteAddress = _addresses.Of(context.Connection.RemoteIpAddress, headers["X-Forwarded-For"]),
            UserAgent = headers.UserAgent,
            Origin = headers.Origin,
        };
    }

    /// <summary>
    /// Either somebody pretends to be a proxy, or the operator has one and all its clients look like one. Told once: who
    /// pretends would otherwise fill the log.
    /// </summary>
    void NoteUntrustedForwarder(IPAddress? peer)
    {
        if (Interlocked.Exchange(ref _untrustedForwarders, 1) == 0)
            Log.ForwardedByStranger(logger, peer);
    }

    string AddressOf(HttpContext context)
    {
        if (!string.IsNullOrEmpty(options.PublicUrl))
            return options.PublicUrl;
        var request = context.Request;
        var isSecure = request.IsHttps
            || (_addresses.IsTrusted(context.Connection.RemoteIpAddress)
                && string.Equals(request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase));
        return $"{(isSecure ? "wss" : "ws")}://{request.Host}{request.PathBase}{request.Path}".TrimEnd('/');
    }

    static void AllowAllOrigins(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, Accept, *";
        response.Headers.AccessControlAllowMethods = Methods;
    }
}
