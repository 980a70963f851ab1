using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Filter</c>: what a filter of REQ or COUNT may ask for.</summary>
public sealed class FilterOptions : IValidatableObject
{
    // Tools that copy a relay ask for everything, and a limit bounds the answer.
    /// <summary>Refuse filters that have no conditions other than times and a limit.</summary>
    public bool RefuseEmpty { get; init; }

    /// <summary>A filter must have at least one of these conditions. Default: no such rule.</summary>
    public FilterCondition[]? RequireOneOf { get; init; }

    /// <summary>Maximum number of ids in a filter. Default: Relay:Limits:MaxFilterValues.</summary>
    [Range(1, 1_000_000)]
    public int? MaxIds { get; init; }

    // A timeline names everybody that somebody follows, which are thousands.
    /// <summary>Maximum number of authors in a filter. Default: Relay:Limits:MaxFilterValues.</summary>
    [Range(1, 1_000_000)]
    public int? MaxAuthors { get; init; }

    /// <summary>Maximum number of kinds in a filter. Default: Relay:Limits:MaxFilterValues.</summary>
    [Range(1, 65_536)]
    public int? MaxKinds { get; init; }

    /// <summary>Maximum number of values of all tag conditions in a filter. Default: Relay:Limits:MaxFilterValues.</summary>
    [Range(1, 1_000_000)]
    public int? MaxTagValues { get; init; }

    internal bool IsOn =>
        RefuseEmpty || RequireOneOf is not null || MaxIds is not null || MaxAuthors is not null || MaxKinds is not null
        || MaxTagValues is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (RequireOneOf is { Length: 0 })
            yield return new("names no condition", [nameof(RequireOneOf)]);
        else if (RequireOneOf is not null && RequireOneOf.Distinct().Count() < RequireOneOf.Length)
            yield return new("names a condition twice", [nameof(RequireOneOf)]);
        if (RefuseEmpty && RequireOneOf is not null)
            yield return new($"never applies: {nameof(RequireOneOf)} refuses empty filters already", [nameof(RefuseEmpty)]);
    }
}
