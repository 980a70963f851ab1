using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Relay.AspNetCore;

/// <summary>The way to a client on a connection that HTTP has left.</summary>
sealed class ConnectionTransport(ConnectionContext connection) : Transport
{
    internal override PipeReader Input => connection.Transport.Input;

    internal override Stream Output { get; } = connection.Transport.Output.AsStream(leaveOpen: true);

    internal override CancellationToken Lost => connection.ConnectionClosed;

    internal override void Abort() => connection.Abort();
}
