using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>Serves the measurements in the text exposition format 0.0.4.</summary>
static class MetricsEndpoint
{
    internal static Task SendAsync(HttpContext context, MetricsCollector collector)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(collector.Write(), context.RequestAborted);
    }
}
