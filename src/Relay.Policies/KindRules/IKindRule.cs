using Relay.Nostr;

namespace Relay.Policies;

/// <summary>An element of a list of rules, of which the first one for an event's kind decides.</summary>
interface IKindRule
{
    /// <summary>The kinds it is for; null means all.</summary>
    KindSet? Kinds { get; }
}
