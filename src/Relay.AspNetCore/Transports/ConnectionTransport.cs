using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Relay.AspNetCore;

/// <summary>The transport of a connection that HTTP has left.</summary>
sealed class ConnectionTransport(ConnectionContext connection) : Transport
{
    public override PipeReader Input => connection.Transport.Input;

    public override Stream Output { get; } = connection.Transport.Output.AsStream(leaveOpen: true);

    public override CancellationToken Lost => connection.ConnectionClosed;

    public override long Taken => connection.Features.Get<IConnectionSocketFeature>() is { } feature ? TcpProgress.Of(feature.Socket) : 0;

    public override async Task EndAsync(TimeSpan patience)
    {
        await connection.Transport.Output.CompleteAsync();
        // Lost does not help here: a client that has ended its own side counts as lost, but may still be reading. The server disposes of
        // the connection a second time, which does nothing.
        var gone = connection.DisposeAsync().AsTask();
        await gone.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!gone.IsCompleted)
            Abort();
    }

    public override void Abort() => connection.Abort();
}
