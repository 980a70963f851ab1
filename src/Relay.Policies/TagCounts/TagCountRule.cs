using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How many tags of one name events of some kinds may have.</summary>
public sealed class TagCountRule : IKindRule, IValidatableObject
{
    // As long as any name in use; one of 64 hex digits would be kept in another form.
    internal const int MaxNameLength = 40;

    internal bool SetsLimit => Max is not null;

    /// <summary>The kinds; null means all.</summary>
    [Description("Kinds that the rule is for; all unless set. Of the rules for a name the first one for a kind decides.")]
    public KindSet? Kinds { get; init; }

    /// <summary>The tags' name.</summary>
    [Description("Name of the tags that are counted, such as t or p.")]
    public string? Tag { get; init; }

    /// <summary>Tags of that name; null means any number.</summary>
    [Description("Tags of that name; any number unless set."), Range(0, 100_000)]
    public int? Max { get; init; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Tag is null)
            yield return new("needs a value", [nameof(Tag)]);
        else if (Tag.Length > MaxNameLength)
            yield return new($"is longer than {MaxNameLength} characters", [nameof(Tag)]);
    }
}
