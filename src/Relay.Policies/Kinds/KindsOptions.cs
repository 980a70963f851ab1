using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Kinds</c>: which kinds of events are accepted.</summary>
public sealed class KindsOptions : IValidatableObject
{
    // A relay takes every kind: new ones appear monthly, and clients choose relays for taking them.
    /// <summary>Kinds that the relay accepts, such as 0,3,10000-19999. Default: all.</summary>
    public KindSet? Allowed { get; init; }

    /// <summary>Kinds that the relay does not accept.</summary>
    public KindSet Denied { get; init; } = KindSet.Empty;

    /// <summary>Kinds that the relay accepts even if <see cref="Allowed"/> does not name them.</summary>
    public KindSet ExemptKinds { get; init; } = Exemptions.Kinds;

    /// <summary>Whether there is anything to refuse.</summary>
    internal bool IsOn => Allowed is not null || !Denied.IsEmpty;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Exemptions.Check(ExemptKinds) is { } problem)
            yield return new(problem, [nameof(ExemptKinds)]);
        var exempt = Denied.And(ExemptKinds);
        if (!exempt.IsEmpty)
            yield return new($"names {exempt}, which ExemptKinds exempts: one of the two must go", [nameof(Denied)]);
        if (Allowed is null)
            yield break;
        var unmatched = Denied.Except(Allowed).Except(ExemptKinds);
        if (!unmatched.IsEmpty)
            yield return new($"names {unmatched}, which Allowed does not allow anyway", [nameof(Denied)]);
        if (Allowed.Except(Denied).IsEmpty)
            yield return new("allows nothing that Denied does not deny", [nameof(Allowed)]);
    }
}
