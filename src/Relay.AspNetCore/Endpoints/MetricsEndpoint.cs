using System.Net;
using Microsoft.AspNetCore.Http;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Serves the measurements in the text exposition format 0.0.4 to permitted readers. All others get 404, as for a path that does not exist.
/// </summary>
sealed class MetricsEndpoint(MetricsCollector collector, ClientAddress addresses, RelayOptions options)
{
    static readonly string[] ThisMachine = ["127.0.0.0/8", "::1"];

    readonly NetworkSet _readers = new(options.Network.MetricsFrom ?? ThisMachine);

    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !MayRead(addresses.Of(context)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(collector.Write(), context.RequestAborted);
    }

    /// <summary>
    /// Whether the client may read the measurements. A client behind a proxy is judged by the address that a trusted proxy names, and never
    /// counts as this machine.
    /// </summary>
    bool MayRead(ClientOrigin client)
    {
        if (!_readers.Contains(client.Address))
            return false;
        return client.Path switch
        {
            ClientPath.Direct => true,
            ClientPath.Named => client.Address is { } address && !IPAddress.IsLoopback(address),
            _ => false,
        };
    }
}
