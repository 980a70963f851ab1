using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary><c>Relay:Policies:DuplicateText</c>: the same text published again and again, by one author or many.</summary>
public sealed class DuplicateTextOptions : IValidatableObject
{
    // Off: greetings are the same every morning.
    /// <summary>How often the same text is accepted within the window; null means any number of times.</summary>
    [Description("How often the same text is accepted within WindowSeconds, whoever writes it; any number of times unless set.")]
    [Range(1, 1_000_000)]
    public int? MaxCopies { get; init; }

    // Campaigns repeat their text within minutes; an hour outlasts them and forgets soon enough.
    /// <summary>Seconds from the first copy on within which copies are counted.</summary>
    [Description("Seconds from the first copy of a text on within which its copies are counted."), Range(1, 2_592_000)]
    public int WindowSeconds { get; init; } = 3600;

    // Below a sentence people write the same by chance.
    /// <summary>Letters and digits below which a text is never looked at.</summary>
    [Description("Letters and digits that a text must have to be looked at; spaces, punctuation and case make no difference.")]
    [Range(1, 1_000_000)]
    public int MinCharacters { get; init; } = 30;

    // About 20 MB with what tables keep free; more texts within a window than that are no copies of each other.
    /// <summary>How many different texts are remembered; the oldest are forgotten first.</summary>
    [Description("Different texts that are remembered at once, about 200 bytes each; the oldest are forgotten first."), Range(100, 10_000_000)]
    public int MaxTexts { get; init; } = 100_000;

    // What people write: notes, threads, channel messages, comments. Reactions and reposts are alike by nature.
    /// <summary>The kinds whose content is looked at.</summary>
    [Description("Kinds whose content is looked at.")]
    public KindSet Kinds { get; init; } = KindSet.Of(Kind.TextNote, 11, 42, 1111);

    internal bool IsOn => MaxCopies is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
