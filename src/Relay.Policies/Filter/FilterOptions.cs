using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Filter</c>: what a filter of REQ or COUNT may ask for.</summary>
public sealed class FilterOptions : IValidatableObject
{
    // Tools that copy a relay ask for everything, and a limit bounds the answer.
    /// <summary>Whether filters are refused that have no condition but times and a limit.</summary>
    [Description("Refuse filters that have no conditions other than times and a limit.")]
    public bool RefuseEmpty { get; init; }

    /// <summary>Conditions of which a filter must have one; null asks for none.</summary>
    [Description("A filter must have at least one of these conditions. Default: no such rule.")]
    public FilterCondition[]? RequireOneOf { get; init; }

    /// <summary>Ids of one filter.</summary>
    [Description("Maximum number of ids in a filter. Default: Relay:Limits:MaxFilterValues."), Range(1, 1_000_000)]
    public int? MaxIds { get; init; }

    // A timeline names everybody that somebody follows, which are thousands.
    /// <summary>Authors of one filter.</summary>
    [Description("Maximum number of authors in a filter. Default: Relay:Limits:MaxFilterValues."), Range(1, 1_000_000)]
    public int? MaxAuthors { get; init; }

    /// <summary>Kinds of one filter.</summary>
    [Description("Maximum number of kinds in a filter. Default: Relay:Limits:MaxFilterValues."), Range(1, 65_536)]
    public int? MaxKinds { get; init; }

    /// <summary>Values of all tag conditions of one filter.</summary>
    [Description("Maximum number of values of all tag conditions in a filter. Default: Relay:Limits:MaxFilterValues."), Range(1, 1_000_000)]
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
