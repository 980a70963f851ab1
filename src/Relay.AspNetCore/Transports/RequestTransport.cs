using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>
/// The transport through the request that asked for the WebSocket. The request lasts as long as the conversation. Works on any server, over
/// TLS and HTTP/2 too.
/// </summary>
sealed class RequestTransport(HttpContext context, Stream stream) : Transport
{
    // Zero-byte reads let it wait without a buffer.
    internal override PipeReader Input { get; } =
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

    internal override Stream Output => stream;

    internal override CancellationToken Lost => context.RequestAborted;

    // HTTP/2 streams share a socket, so its progress is not one client's.
    internal override long Taken =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IConnectionSocketFeature>() is { } feature
            ? TcpProgress.Of(feature.Socket)
            : 0;

    internal override void Abort() => context.Abort();
}
