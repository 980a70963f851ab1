using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>An element of a list of sections.</summary>
sealed class SampleRule : IValidatableObject
{
    /// <summary>Kinds.</summary>
    public KindSet? Kinds { get; init; }

    /// <summary>At most.</summary>
    [Range(1, 100)]
    public int Max { get; init; } = 10;

    /// <summary>A secret.</summary>
    [PasswordPropertyText(true)]
    public string? Secret { get; init; }

    /// <summary>Names.</summary>
    public string[]? Names { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (Kinds is { IsEmpty: true })
            yield return new ValidationResult("is empty", [nameof(Kinds)]);
        if (Max == 13)
            yield return new ValidationResult("is unlucky", [nameof(Max)]);
    }
}
