using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:DuplicateText</c>: the same text published again and again, by one author or many.</summary>
public sealed class DuplicateTextOptions : IValidatableObject
{
    // Off: greetings are the same every morning.
    /// <summary>
    /// How often the same text is accepted within <see cref="WindowSeconds"/>, no matter who writes it. Default: no limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? MaxCopies { get; init; }

    // Campaigns repeat their text within minutes; an hour outlasts them and forgets soon enough.
    /// <summary>How many seconds, from the first copy of a text on, its copies are counted.</summary>
    [Range(1, 2_592_000)]
    public int WindowSeconds { get; init; } = 3600;

    // Measured on disguised spam and on real notes: at 70 a tenth of the disguises passes, at 50 more bots that fill one form are copies of
    // each other.
    /// <summary>
    /// Two texts count as copies if they share this percentage of their pieces of five characters. With 100, only texts that differ in
    /// disguises count as copies.
    /// </summary>
    [Range(50, 100)]
    public int Similarity { get; init; } = 60;

    // Below a sentence people write the same by chance. No text that is compared has more than 4,096.
    /// <summary>Texts with fewer letters and digits than this are not checked. References and links do not count.</summary>
    [Range(1, ComparedText.MaxCharacters)]
    public int MinCharacters { get; init; } = 30;

    // About 26 MB once that many came within a window.
    /// <summary>How many different texts are kept in memory, about 256 bytes each. Texts that came only once are forgotten first.</summary>
    [Range(100, 10_000_000)]
    public int MaxTexts { get; init; } = 100_000;

    // What people write: notes, threads, channel messages, comments. Reactions and reposts are alike by nature.
    /// <summary>Kinds whose content the policy checks.</summary>
    public KindSet Kinds { get; init; } = KindSet.Of(Kind.TextNote, 11, 42, 1111);

    internal bool IsOn => MaxCopies is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
