using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How much work the ids of events of some kinds must show.</summary>
public sealed class ProofOfWorkRule : IKindRule
{
    internal bool SetsLimit => MinDifficulty is not null;

    /// <summary>Kinds that the rule applies to. Default: all. The first rule that applies to a kind decides.</summary>
    public KindSet? Kinds { get; init; }

    /// <summary>How many leading zero bits an event's id must have (NIP-13). Default: none.</summary>
    [Range(1, 256)]
    public int? MinDifficulty { get; init; }
}
