using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>
/// The way to a client through the request that asked for it, which lasts as long: on any server, over TLS and HTTP/2, too.
/// </summary>
sealed class RequestTransport(HttpContext context, Stream stream) : Transport
{
    // Zero-byte reads: it waits without a buffer.
    internal override PipeReader Input { get; } =
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

    internal override Stream Output => stream;

    internal override CancellationToken Lost => context.RequestAborted;

    // Of HTTP/2 many streams share a socket.
    internal override long Taken =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IConnectionSocketFeature>() is { } feature
            ? TcpProgress.Of(feature.Socket)
            : 0;

    internal override void Abort() => context.Abort();
}
