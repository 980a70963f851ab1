using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:MentionFlood</c>: how many people an event may name.</summary>
public sealed class MentionFloodOptions : IValidatableObject
{
    // Replies in long threads name everybody who took part.
    /// <summary>
    /// Maximum number of different people that an event names, in p tags or as npub1… or nprofile1… in its content. Default: no limit.
    /// </summary>
    [Range(0, 100_000)]
    public int? MaxMentions { get; init; }

    // What notifies those it names: notes, reposts, reactions, chats (9, 42, 1311), threads, pictures, videos (21, 22), polls, comments,
    // articles. Lists of people are no mentions.
    /// <summary>Kinds in which p tags and references to people count as mentions.</summary>
    public KindSet Kinds { get; init; } =
        KindSet.Of(Kind.TextNote, Kind.Repost, Kind.Reaction, 9, 11, 16, 20, 21, 22, 42, 1068, 1111, 1311, Kind.Article);

    internal bool IsOn => MaxMentions is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
