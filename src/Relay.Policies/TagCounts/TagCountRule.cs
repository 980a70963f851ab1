using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How many tags of one name events of some kinds may have.</summary>
public sealed class TagCountRule : IKindRule, IValidatableObject
{
    // As long as any name in use; one of 64 hex digits would be kept in another form.
    internal const int MaxNameLength = 40;

    internal bool SetsLimit => Max is not null;

    /// <summary>
    /// Kinds that the rule applies to. Default: all. Of the rules for the same tag name, the first one that applies to a kind decides.
    /// </summary>
    public KindSet? Kinds { get; init; }

    /// <summary>The name of the tags to count, such as t or p.</summary>
    public string? Tag { get; init; }

    /// <summary>Maximum number of tags with that name. Default: no limit.</summary>
    [Range(0, 100_000)]
    public int? Max { get; init; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Tag is null)
            yield return new("needs a value", [nameof(Tag)]);
        else if (Tag.Length > MaxNameLength)
            yield return new($"is longer than {MaxNameLength} characters", [nameof(Tag)]);
    }
}
