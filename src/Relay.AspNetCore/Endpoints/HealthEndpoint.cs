using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Answers health checks: whether the relay takes connections and its stores work. A supervisor restarts the process at 503, so 503 is only
/// sent if a restart helps or is wanted; it does not help a full disk. A balancer sends no more clients at 503.
/// </summary>
static class HealthEndpoint
{
    public static Task SendAsync(HttpContext context, ConnectionRegistry registry, RunningRelays relays)
    {
        var health = relays.Health;
        var isBroken = health.State == StoreState.Broken;
        context.Response.StatusCode = isBroken || registry.IsClosing || registry.IsDraining
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var status = isBroken ? WithReason("broken", health)
            : registry.IsClosing ? """{"status":"stopping"}"""
            : registry.IsDraining ? """{"status":"draining"}"""
            : health.State == StoreState.Healthy ? """{"status":"ok"}"""
            : WithReason("degraded", health);
        return context.Response.WriteAsync(status, context.RequestAborted);
    }

    static string WithReason(string status, StoreCondition health) =>
        $$"""{"status":"{{status}}","reason":"{{JsonEncodedText.Encode(health.Reason)}}"}""";
}
