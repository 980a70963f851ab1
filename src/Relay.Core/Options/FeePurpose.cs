namespace Relay.Core;

/// <summary>The purpose of a fee (NIP-11).</summary>
public enum FeePurpose
{
    /// <summary>Being admitted, once.</summary>
    Admission,

    /// <summary>Each period.</summary>
    Subscription,

    /// <summary>Each event.</summary>
    Publication,
}
