using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Relay.AspNetCore;

/// <summary>
/// The WebSocket opening handshake: over HTTP/1.1 (RFC 6455, section 4.2) and over HTTP/2 (RFC 8441), which browsers use
/// where TLS has offered it.
/// </summary>
static class Handshake
{
    const string SupportedVersion = "13";

    /// <summary>Whether the request asks for a WebSocket, even if it does so wrongly.</summary>
    public static bool IsAskedFor(HttpContext context) =>
        IsExtendedConnect(context) || (HttpMethods.IsGet(context.Request.Method) && HasToken(context.Request.Headers.Upgrade, "websocket"));

    /// <summary>The status code with which to refuse the request, and the problem; 0 if the request can be upgraded.</summary>
    public static (int StatusCode, string Problem) Check(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isExtendedConnect = IsExtendedConnect(context);
        if (!isExtendedConnect && context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
            return (StatusCodes.Status400BadRequest, "the request cannot be upgraded");
        if (headers.SecWebSocketVersion != SupportedVersion)
        {
            context.Response.Headers.SecWebSocketVersion = SupportedVersion;
            return (StatusCodes.Status426UpgradeRequired, "only version 13 of the WebSocket protocol is spoken");
        }
        return isExtendedConnect || IsKey(headers.SecWebSocketKey.ToString())
            ? (0, "")
            : (StatusCodes.Status400BadRequest, "Sec-WebSocket-Key must be 16 bytes in base64");
    }

    /// <summary>Switches protocols and returns the raw connection.</summary>
    public static async ValueTask<Stream> AcceptAsync(HttpContext context, string? extensions)
    {
        var headers = context.Response.Headers;
        if (extensions is not null)
            headers.SecWebSocketExtensions = extensions;
        if (IsExtendedConnect(context))
            return await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync();
        headers.Connection = HeaderNames.Upgrade;
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptValue(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    static bool IsExtendedConnect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[16];
        return Convert.TryFromBase64String(key, bytes, out var length) && length == bytes.Length;
    }

    static string AcceptValue(string key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        // RFC 6455 prescribes SHA-1. The hash proves that a WebSocket server answers; it secures nothing.
        SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), hash);
        return Convert.ToBase64String(hash);
    }

    static bool HasToken(StringValues values, string token)
    {
        foreach (var value in values)
        {
            foreach (var part in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (part.Equals(token, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }
}
