using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:RateLimits</c>: how many events, queries, counts and connections are allowed in a given time.</summary>
public sealed class RateLimitsOptions : IValidatableObject
{
    // What is much depends on who is expected: a personal relay and a public one share no number.
    /// <summary>
    /// How many events, queries, counts or connections are allowed in a given time. All rules apply. They do not apply to this machine.
    /// </summary>
    public RateLimitRule[] Rules { get; init; } = [];

    // A client that sends from more addresses at once has a full bucket for each anyway, and gains nothing by filling the table. 7 MB.
    /// <summary>
    /// For how many addresses, keys or targets each rule keeps a bucket, about 65 bytes each. One more replaces the bucket that was used
    /// least recently.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxBuckets { get; init; } = 100_000;

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
