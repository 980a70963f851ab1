namespace Relay.Core;

/// <summary>Told of every connection.</summary>
public interface IConnectHook
{
    /// <summary>Runs after the upgrade, before the first message is read.</summary>
    ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel);
}
