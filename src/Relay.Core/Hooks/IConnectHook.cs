namespace Relay.Core;

/// <summary>Told of every connection.</summary>
public interface IConnectHook
{
    /// <summary>
    /// Runs after the upgrade, before the first message is read. As with every hook the token is good for the call only; the end of the
    /// connection is told by <see cref="IDisconnectHook"/>.
    /// </summary>
    ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel);
}
