using Relay.Nostr;

namespace Relay.Policies;

/// <summary>A rule of a list in which the first rule for an event's kind decides.</summary>
interface IKindRule
{
    /// <summary>The kinds that the rule is about; null means all.</summary>
    KindSet? Kinds { get; }
}
