using System.ComponentModel;

namespace Relay.Core;

/// <summary>Everything under <c>Relay:</c> in the configuration. Immutable once bound; the defaults here are the only ones.</summary>
public sealed class RelayOptions
{
    /// <summary>The address under which clients know the relay; needed by NIP-42 and NIP-62.</summary>
    [Description("The relay's public address, such as wss://relay.example.com. Requests to vanish name it (NIP-62)."), WebSocketUrl]
    public string? PublicUrl { get; init; }

    /// <summary>What the relay says about itself (NIP-11).</summary>
    public InformationOptions Information { get; init; } = new();

    /// <summary>Bounds on what a client may ask for.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>The transport.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Parts of the protocol.</summary>
    public ProtocolOptions Protocol { get; init; } = new();
}
