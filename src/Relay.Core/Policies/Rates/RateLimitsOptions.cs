using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary><c>Relay:Policies:RateLimits</c>: how much may be asked in how much time. Loopback is exempt.</summary>
public sealed class RateLimitsOptions : IValidatableObject
{
    // What is much depends on who is expected: a personal relay and a public one share no number.
    /// <summary>The limits; all of them apply.</summary>
    [Description("How much may be asked in how much time; all rules apply. Loopback is exempt.")]
    public RateLimitRule[] Rules { get; init; } = [];

    internal bool IsOn => Rules.Length > 0;

    internal bool CountsAuthenticatedKeys => Rules.Any(static rule => rule.By == RateLimitOwner.AuthenticatedKey);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        for (var i = 1; i < Rules.Length; i++)
        {
            var earlier = Array.FindIndex(Rules, 0, i, rule => IsAlike(rule, Rules[i]));
            if (earlier >= 0)
                yield return new($"limits the same over the same time as {nameof(Rules)}:{earlier}", [$"{nameof(Rules)}:{i}"]);
        }
    }

    static bool IsAlike(RateLimitRule a, RateLimitRule b) =>
        a.Of == b.Of && a.By == b.By && a.Seconds == b.Seconds && Equals(a.Kinds, b.Kinds);
}
