using Relay.Nostr;

namespace Relay.Core;

/// <summary>One filter of a subscription.</summary>
readonly record struct Subscriber(Subscription Subscription, Filter Filter);
