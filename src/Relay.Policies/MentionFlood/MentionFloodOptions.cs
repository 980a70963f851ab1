using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:MentionFlood</c>: how many people one event may call.</summary>
public sealed class MentionFloodOptions : IValidatableObject
{
    // Replies in long threads name everybody who took part.
    /// <summary>Different people in <c>p</c> tags and in the text; null means any number.</summary>
    [Description(
        "Maximum number of different people that an event names, in p tags or as npub1… or nprofile1… in its content. Default: no "
        + "limit.")]
    [Range(0, 100_000)]
    public int? MaxMentions { get; init; }

    // What notifies those it names: notes, reposts, reactions, chats (9, 42, 1311), threads, pictures, videos (21, 22), polls, comments,
    // articles. Lists of people are no mentions.
    /// <summary>The kinds whose mentions are counted.</summary>
    [Description("Kinds in which p tags and references to people count as mentions.")]
    public KindSet Kinds { get; init; } =
        KindSet.Of(Kind.TextNote, Kind.Repost, Kind.Reaction, 9, 11, 16, 20, 21, 22, 42, 1068, 1111, 1311, Kind.Article);

    internal bool IsOn => MaxMentions is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
