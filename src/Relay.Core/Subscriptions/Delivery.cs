namespace Relay.Core;

/// <summary>The outcome of sending a live event that has no number.</summary>
enum Delivery
{
    /// <summary>It was sent, or will be once the stored events are sent.</summary>
    Sent,

    /// <summary>The subscription is over.</summary>
    Dropped,

    /// <summary>Too many events wait already.</summary>
    Overflow,
}
