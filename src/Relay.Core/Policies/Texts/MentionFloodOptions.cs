using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary><c>Relay:Policies:MentionFlood</c>: how many people one event may call.</summary>
public sealed class MentionFloodOptions : IValidatableObject
{
    // Replies in long threads name everybody who took part.
    /// <summary>Different people in <c>p</c> tags; null means any number.</summary>
    [Description("Different people in the p tags of one event; any number unless set."), Range(0, 100_000)]
    public int? MaxMentions { get; init; }

    // What notifies those it names: notes, reposts, reactions, threads, comments, articles. Lists of people are no mentions.
    /// <summary>The kinds whose tags are counted.</summary>
    [Description("Kinds whose p tags are mentions.")]
    public KindSet Kinds { get; init; } = KindSet.Of(Kind.TextNote, Kind.Repost, Kind.Reaction, 11, 16, 1111, Kind.Article);

    internal bool IsOn => MaxMentions is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
