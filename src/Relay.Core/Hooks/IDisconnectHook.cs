namespace Relay.Core;

/// <summary>Told of the end of every connection that was announced by <see cref="IConnectHook"/>.</summary>
public interface IDisconnectHook
{
    /// <summary>Runs exactly once per connection, whose place is free by then.</summary>
    ValueTask OnDisconnectAsync(ClientContext client);
}
