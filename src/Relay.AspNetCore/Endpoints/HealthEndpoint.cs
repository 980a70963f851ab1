using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>Tells whoever watches over the process whether the relay takes connections.</summary>
static class HealthEndpoint
{
    internal static Task SendAsync(HttpContext context, ConnectionRegistry registry)
    {
        var isClosing = registry.IsClosing;
        context.Response.StatusCode = isClosing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var status = isClosing ? """{"status":"stopping"}""" : """{"status":"ok"}""";
        return context.Response.WriteAsync(status, context.RequestAborted);
    }
}
