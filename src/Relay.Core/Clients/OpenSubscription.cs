using Relay.Nostr;

namespace Relay.Core;

/// <summary>A client that waits for live events.</summary>
/// <param name="Client">The client.</param>
/// <param name="Id">The subscription's id, as its client chose it.</param>
/// <param name="Filters">What it waits for, after hooks have changed them. Limits do not count for live events.</param>
public sealed record OpenSubscription(ClientContext Client, SubscriptionId Id, IReadOnlyList<Filter> Filters)
{
    /// <summary>The bytes that it takes from the memory for subscriptions.</summary>
    public long Bytes { get; init; }

    /// <summary>The most steps that it takes to find out whether an event matches.</summary>
    public int StepsPerEvent { get; init; }
}
