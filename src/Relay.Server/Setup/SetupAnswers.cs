namespace Relay.Server;

/// <summary>What the operator wants, checked.</summary>
sealed record SetupAnswers
{
    /// <summary>The name that clients show.</summary>
    public required string Name { get; init; }

    /// <summary>The description that clients show; empty for none.</summary>
    public required string Description { get; init; }

    /// <summary>The operator's public key, as npub.</summary>
    public required string Operator { get; init; }

    /// <summary>Further members, as npub.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Who may write.</summary>
    public required WriteAccess Access { get; init; }

    /// <summary>The host name of the relay; empty for one that only this machine uses.</summary>
    public required string Domain { get; init; }

    /// <summary>Addresses and networks of the proxy in front of the relay.</summary>
    public required IReadOnlyList<string> Proxies { get; init; }

    /// <summary>What will run the relay.</summary>
    public required RunBy RunBy { get; init; }

    /// <summary>The unit's file; null if systemd does not run the relay.</summary>
    public string? Unit { get; init; }

    /// <summary>The whole path of the store's folder.</summary>
    public required string Store { get; init; }

    /// <summary>The whole path of the folder for the files.</summary>
    public required string Output { get; init; }

    /// <summary>The address that clients use.</summary>
    public string Address => Domain.Length > 0 ? $"wss://{Domain}" : "ws://localhost:7447";
}
