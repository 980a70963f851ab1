using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>Tells whoever watches over the process whether the relay takes connections.</summary>
static class HealthEndpoint
{
    internal static Task SendAsync(HttpContext context, ConnectionRegistry registry)
    {
        context.Response.StatusCode = registry.IsClosing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(registry.IsClosing ? """{"status":"stopping"}""" : """{"status":"ok"}""", context.RequestAborted);
    }
}
