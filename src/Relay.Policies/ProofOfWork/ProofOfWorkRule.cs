using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How much work the ids of events of some kinds must show.</summary>
public sealed class ProofOfWorkRule : IKindRule
{
    internal bool SetsLimit => MinDifficulty is not null;

    /// <summary>The kinds; null means all.</summary>
    [Description("Kinds that the rule applies to. Default: all. The first rule that applies to a kind decides.")]
    public KindSet? Kinds { get; init; }

    /// <summary>The leading zero bits that an event's id must have; null means no work is asked for.</summary>
    [Description("How many leading zero bits an event's id must have (NIP-13). Default: none."), Range(1, 256)]
    public int? MinDifficulty { get; init; }
}
