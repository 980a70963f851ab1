using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How many events, queries, counts or connections are allowed in a given time: a bucket of tokens that fills evenly.</summary>
public sealed class RateLimitRule : IValidatableObject
{
    /// <summary>
    /// What the rule counts. A rule for Events by Address without Kinds counts every EVENT and AUTH, valid or not, and messages of unknown
    /// types.
    /// </summary>
    public RateLimitSubject? Of { get; init; }

    /// <summary>
    /// What has a bucket of its own: the client's address, the author of a valid event (Key), every key that the connection proved
    /// (AuthenticatedKey, NIP-42; a client without a proved key is not counted), every key in a p tag (Recipient), or every event or
    /// address in an e or a tag (Target).
    /// </summary>
    public RateLimitOwner? By { get; init; }

    /// <summary>
    /// Kinds of events, or kinds that a filter asks for. Default: all. Rules by Recipient or Target must set it. Requests to vanish (62)
    /// are limited only by Address.
    /// </summary>
    public KindSet? Kinds { get; init; }

    /// <summary>How many are allowed within <see cref="Seconds"/>.</summary>
    [Range(1, 1_000_000_000)]
    public int? Count { get; init; }

    /// <summary><see cref="Count"/> tokens flow back evenly within this many seconds.</summary>
    [Range(1, 2_592_000)]
    public int Seconds { get; init; } = 60;

    // A bucket that holds what one period gives is what most people mean by "so many in so much time".
    /// <summary>How many are allowed at once after a pause. Default: <see cref="Count"/>.</summary>
    [Range(1, 1_000_000_000)]
    public int? Burst { get; init; }

    bool CountsNames => By is RateLimitOwner.Recipient or RateLimitOwner.Target;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Of is null)
            yield return new("needs a value", [nameof(Of)]);
        if (By is null)
            yield return new("needs a value", [nameof(By)]);
        if (Count is null)
            yield return new("needs a value", [nameof(Count)]);
        if (By == RateLimitOwner.Key && Of is not (null or RateLimitSubject.Events))
            yield return new("is Key, but only events have an author", [nameof(By)]);
        if (CountsNames && Of is not (null or RateLimitSubject.Events))
            yield return new($"is {By}, but only events have tags", [nameof(By)]);
        // Follow lists name thousands of people, who are not called by it.
        if (CountsNames && Of == RateLimitSubject.Events && Kinds is null)
            yield return new($"needs a value where By is {By}: lists of other kinds name thousands", [nameof(Kinds)]);
        if (By == RateLimitOwner.AuthenticatedKey && Of == RateLimitSubject.Connections)
            yield return new("is AuthenticatedKey, but a key is proved only after connecting", [nameof(By)]);
        if (Kinds is not null && Of == RateLimitSubject.Connections)
            yield return new("has no meaning for connections", [nameof(Kinds)]);
        else if (By != RateLimitOwner.Address && Kinds?.Except(KindSet.Of(Kind.Vanish)).IsEmpty == true)
            yield return new("names no kind that is ever limited", [nameof(Kinds)]);
    }
}
