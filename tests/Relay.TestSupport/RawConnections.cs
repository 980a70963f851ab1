using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Connects plain sockets to a relay under test.</summary>
public static class RawConnections
{
    /// <summary>Headers replace the usual ones or add to them; null leaves one out.</summary>
    public static Task<RawWebSocket> ConnectRawAsync(this TestRelay relay, params (string Name, string? Value)[] headers) =>
        RawWebSocket.ConnectAsync(relay.Address, headers: headers);
}
