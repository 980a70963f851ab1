namespace Relay.Core;

/// <summary>What a fee is for (NIP-11).</summary>
public enum FeePurpose
{
    /// <summary>Being admitted, once.</summary>
    Admission,

    /// <summary>Each period.</summary>
    Subscription,

    /// <summary>Each event.</summary>
    Publication,
}
