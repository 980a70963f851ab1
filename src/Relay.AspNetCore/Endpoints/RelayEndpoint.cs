using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Answers everything at the relay's address: WebSocket upgrades, the information document (NIP-11) and the page for people.
/// </summary>
sealed class RelayEndpoint(
    RelayEngine engine, ConnectionRegistry registry, ClientFactory clients, RelayOptions options, TransportMetrics metrics,
    ProcessTransport shared, TimeProvider time, ILogger<RelayEndpoint> logger)
{
    const string Methods = "GET, HEAD, OPTIONS";
    const string Ending = "the relay is shutting down";

    readonly ConnectionServices _services = new(engine, registry, options, metrics, time, logger, shared);
    readonly Lazy<byte[]> _document = new(() => InformationDocument.Write(engine.Information));
    readonly EventDeflater? _deflater = shared.Deflater;

    /// <summary>The memory of messages that wait for all clients.</summary>
    public OutboxMemory OutboxMemory => _services.OutboxMemory;

    public Task HandleAsync(HttpContext context)
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

    async Task ConnectAsync(HttpContext context)
    {
        var (statusCode, text) = Handshake.Check(context);
        var client = clients.Of(context, engine.WantsUpgradeRequests);
        if (statusCode != 0)
        {
            await RefuseAsync(context, client, statusCode, text);
            return;
        }
        statusCode = registry.TryEnter(client);
        if (statusCode != 0)
        {
            await RefuseAsync(context, client, statusCode, "the relay takes no more connections at present");
            return;
        }
        var runs = false;
        try
        {
            if (await JudgeAsync(context, client) is not { } verdict)
            {
                await RefuseAsync(context, client, StatusCodes.Status503ServiceUnavailable, Ending);
                return;
            }
            if (verdict.IsRefused)
            {
                await RefuseAsync(context, client, StatusCodes.Status429TooManyRequests, verdict.Message);
                return;
            }
            var extensions = _deflater is null ? null : DeflateOffer.Answer(context.Request.Headers.SecWebSocketExtensions);
            var stream = await Handshake.AcceptAsync(context, extensions);
            HandOver.Upgraded(context);
            TransportMessages.ConnectionUpgraded(logger, client.Id, client.RemoteAddress);
            runs = true;
            await RunAsync(context, client, stream, extensions is null ? null : _deflater);
        }
        finally
        {
            if (!runs)
                registry.Leave(client);
        }
    }

    /// <summary>
    /// Asks the hooks whether the connection is accepted. Null if the relay shuts down or the client leaves before they answer.
    /// </summary>
    async ValueTask<Verdict?> JudgeAsync(HttpContext context, ClientContext client)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, registry.Closing);
        try
        {
            return await AskAsync(engine.RejectConnectionAsync, client, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// Runs the connection, which gives back its place itself. It runs within the request only if it could not be handed over.
    /// </summary>
    Task RunAsync(HttpContext context, ClientContext client, Stream stream, EventDeflater? deflater)
    {
        var handOver = HandOver.Of(context);
        var transport = handOver?.Transport() ?? new RequestTransport(context, stream);
        var connection = new RelayConnection(transport, client, _services, shared.SendQueues.For(client.Id), deflater);
        if (handOver is null)
            return connection.RunAsync();
        handOver.Take(connection);
        return Task.CompletedTask;
    }

    async Task SendInformationAsync(HttpContext context)
    {
        if (await GetInformationAsync(context) is not { } information)
            return;
        AllowAllOrigins(context.Response);
        var document = ReferenceEquals(information, engine.Information) ? _document.Value : InformationDocument.Write(information);
        await SendAsync(context, AcceptHeader.NostrJson, document);
    }

    async Task SendPageAsync(HttpContext context)
    {
        if (await GetInformationAsync(context) is not { } information)
            return;
        AllowAllOrigins(context.Response);
        context.Response.Headers.ContentSecurityPolicy = LandingPage.ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await SendAsync(context, "text/html; charset=utf-8", LandingPage.Write(information, AddressOf(context), engine));
    }

    /// <summary>
    /// The information document after the hooks' changes. Null if the relay shuts down before they are done; the client then gets 503.
    /// </summary>
    async ValueTask<RelayInformation?> GetInformationAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, registry.Closing);
        try
        {
            return await AskAsync(engine.GetInformationAsync, clients.Of(context, engine.WantsUpgradeRequests), ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            await SendTextAsync(context, StatusCodes.Status503ServiceUnavailable, Ending);
            return null;
        }
    }

    /// <summary>
    /// Runs hooks on another thread, so that the request can end without them: the web server waits for its requests when it stops.
    /// </summary>
    static Task<T> AskAsync<T>(Func<ClientContext, CancellationToken, ValueTask<T>> ask, ClientContext client, CancellationToken ended) =>
        Task.Run(() => ask(client, ended).AsTask(), ended).WaitAsync(ended);

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
        TransportMessages.ConnectionRefused(logger, client.RemoteAddress, statusCode, reason);
        metrics.Refused(statusCode);
        // A client that was refused should not keep the HTTP connection that it asked on.
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return SendTextAsync(context, statusCode, reason);
    }

    static Task SendTextAsync(HttpContext context, int statusCode, string reason)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }

    string AddressOf(HttpContext context)
    {
        if (!string.IsNullOrEmpty(options.PublicUrl))
            return options.PublicUrl;
        var request = context.Request;
        var isSecure = request.IsHttps
            || (clients.IsFromTrustedProxy(context)
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
