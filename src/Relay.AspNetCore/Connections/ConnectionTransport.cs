using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Relay.AspNetCore;

/// <summary>The way to a client on a connection that HTTP has left.</summary>
sealed class ConnectionTransport(ConnectionContext connection) : Transport
{
    internal override PipeReader Input => connection.Transport.Input;

    internal override Stream Output { get; } = connection.Transport.Output.AsStream(leaveOpen: true);

    internal override CancellationToken Lost => connection.ConnectionClosed;

    internal override long Taken => connection.Features.Get<IConnectionSocketFeature>() is { } feature ? TcpProgress.Of(feature.Socket) : 0;

    internal override async Task EndAsync(TimeSpan patience)
    {
        // A client that has ended its own side counts as gone, and may yet not take what is left.
        var isGone = Lost.IsCancellationRequested;
        await connection.Transport.Output.CompleteAsync();
        if (isGone)
        {
            _ = new Timer(static connection => ((ConnectionContext)connection!).Abort(), connection, patience, Timeout.InfiniteTimeSpan);
            return;
        }
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = Lost.UnsafeRegister(static closed => ((TaskCompletionSource)closed!).TrySetResult(), closed);
        await closed.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!closed.Task.IsCompleted)
            Abort();
    }

    internal override void Abort() => connection.Abort();
}
