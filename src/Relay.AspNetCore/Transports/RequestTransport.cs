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
    public override PipeReader Input { get; } =
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

    public override Stream Output => stream;

    public override CancellationToken Lost => context.RequestAborted;

    // HTTP/2 streams share a socket, so its progress is not one client's.
    public override long Taken =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IConnectionSocketFeature>() is { } feature
            ? TcpProgress.Of(feature.Socket)
            : 0;

    public override void Abort() => context.Abort();
}
