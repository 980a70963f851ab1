namespace Relay.Core;

/// <summary>What became of a live event without a number.</summary>
enum Delivery
{
    /// <summary>It is sent, or will be when the stored events are.</summary>
    Sent,

    /// <summary>The subscription is over.</summary>
    Dropped,

    /// <summary>Too many wait already.</summary>
    Overflow,
}
