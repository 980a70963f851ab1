using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:DuplicateText</c>: the same text published again and again, by one author or many.</summary>
public sealed class DuplicateTextOptions : IValidatableObject
{
    // Off: greetings are the same every morning.
    /// <summary>How often a text is accepted within the window; null means any number of times.</summary>
    [Description("How often the same text is accepted within WindowSeconds, whoever writes it; any number of times unless set.")]
    [Range(1, 1_000_000)]
    public int? MaxCopies { get; init; }

    // Campaigns repeat their text within minutes; an hour outlasts them and forgets soon enough.
    /// <summary>Seconds from the first copy on within which copies are counted.</summary>
    [Description("Seconds from the first copy of a text on within which its copies are counted."), Range(1, 2_592_000)]
    public int WindowSeconds { get; init; } = 3600;

    // Measured on disguised spam and on real notes: at 70 a tenth of the disguises passes, at 50 more bots that fill one form are copies of
    // each other.
    /// <summary>How much of what is written in either of two texts must be in both for them to be copies, in percent.</summary>
    [Description("Percent of two texts' pieces that both must have to be copies of each other; 100 sees through disguises only.")]
    [Range(50, 100)]
    public int Similarity { get; init; } = 60;

    // Below a sentence people write the same by chance. No text that is compared has more than 4,096.
    /// <summary>Letters and digits below which a text is never looked at.</summary>
    [Description("Letters and digits that a text must have to be looked at, without references and links.")]
    [Range(1, ComparedText.MaxCharacters)]
    public int MinCharacters { get; init; } = 30;

    // About 26 MB once that many came within a window.
    /// <summary>How many different texts are remembered; those that came once are forgotten first, the oldest before others.</summary>
    [Description("Different texts that are remembered at once, about 256 bytes each; those that came once are forgotten first.")]
    [Range(100, 10_000_000)]
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
