using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary><c>Relay:Limits</c>: bounds on the requests of a client. NIP-11 announces them exactly as they are enforced.</summary>
public sealed class LimitsOptions : IValidatableObject
{
    const int UsualDefaultLimit = 500;

    // Room for follow lists of thousands of keys, which other relays' 128 KiB refuse.
    /// <summary>Maximum size of a client's message, in bytes. A larger message closes the connection (status 1009).</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxMessageBytes { get; init; } = 512 * 1024;

    // Follow lists are long; the message size is the real bound.
    /// <summary>Maximum number of tags of an event.</summary>
    [Range(1, 100_000)]
    public int MaxEventTags { get; init; } = 5_000;

    // strfry's default; clients that open one subscription per profile reach dozens.
    /// <summary>Maximum number of open subscriptions per connection.</summary>
    [Range(1, 100_000)]
    public int MaxSubscriptions { get; init; } = 200;

    // Room for some seventy-five follow lists of 5,000 authors. If the relay has little memory, at most a quarter of it. The places of the
    // filters in the live index count, too.
    /// <summary>
    /// How many bytes of memory the filters of one connection's open subscriptions may use. Default: 64 MiB, but at most a quarter of
    /// Relay:Memory:SubscriptionsMiB.
    /// </summary>
    [Range(64 * 1024, int.MaxValue)]
    public int? MaxSubscriptionBytes { get; init; }

    // A household has several clients, some of which may open many subscriptions.
    /// <summary>
    /// How many bytes of memory the filters of all connections of one address may use. Default: 128 MiB, but at most half of
    /// Relay:Memory:SubscriptionsMiB. The limit does not apply to this machine.
    /// </summary>
    [Range(64 * 1024, int.MaxValue)]
    public int? MaxSubscriptionBytesPerAddress { get; init; }

    // Clients batch, but a hundred is beyond any seen; strfry takes 200.
    /// <summary>Maximum number of filters in a REQ or COUNT.</summary>
    [Range(1, 10_000)]
    public int MaxFilters { get; init; } = 100;

    // A message of the usual size names 7,600 keys at most; only short tag values and kinds can be more, and no client asks for so many.
    /// <summary>Maximum number of ids, authors, kinds and tag values in all filters of a REQ or COUNT together.</summary>
    [Range(1, 1_000_000)]
    public int MaxFilterValues { get; init; } = 10_000;

    // Bounds the work and the outbox memory of one filter. strfry has 500.
    /// <summary>Maximum number of stored events that a filter returns. A higher limit in the filter is lowered to this.</summary>
    [Range(1, 1_000_000)]
    public int MaxLimit { get; init; } = 1_000;

    // What strfry serves when nobody asks for a number. It gives way to a lower MaxLimit, so that one key can lower both.
    /// <summary>
    /// How many stored events a filter without a limit returns. At most <see cref="MaxLimit"/>. A filter that names ids, or authors and
    /// only replaceable kinds, asks for no more than it names and gets up to <see cref="MaxLimit"/>.
    /// </summary>
    [Range(1, 1_000_000)]
    public int DefaultLimit
    {
        get => field == UsualDefaultLimit ? Math.Min(field, MaxLimit) : field;
        init;
    } = UsualDefaultLimit;

    /// <summary>
    /// How many stored events a filter with this limit gets, or with null a filter without one whose answer nothing else bounds. Only here
    /// <see cref="DefaultLimit"/> and <see cref="MaxLimit"/> are applied.
    /// </summary>
    public int LimitFor(int? asked) => Math.Min(asked ?? DefaultLimit, MaxLimit);

    /// <summary>
    /// How many stored events this filter gets. If what it names bounds the answer, a client that sets no limit wants all of it, such as
    /// the profiles of everybody in a follow list.
    /// </summary>
    internal int LimitOf(Filter filter) =>
        LimitFor(filter.Limit ?? (filter.Ids is not null || NamesReplaceable(filter) ? MaxLimit : null));

    static bool NamesReplaceable(Filter filter)
    {
        if (filter is not { Authors: not null, Kinds: { } kinds })
            return false;
        foreach (var kind in kinds.Span)
        {
            if (Kind.ClassOf(kind) != KindClass.Replaceable)
                return false;
        }
        return true;
    }

    // NIP-01 sets 64.
    /// <summary>Maximum length of a subscription id, in Unicode characters (64 in NIP-01).</summary>
    [Range(1, 64)]
    public int MaxSubscriptionIdLength { get; init; } = 64;

    // strfry's default: clocks differ by minutes, not hours.
    /// <summary>How many seconds created_at may be ahead of the relay's clock.</summary>
    [Range(0, 1_000_000_000)]
    public long CreatedAtMaxSecondsAhead { get; init; } = 900;

    // A few round trips of a fast publisher; more only queues what one writer works off in order.
    /// <summary>
    /// How many events of one connection may wait for the store. While that many wait, the relay reads nothing more from the connection.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxPendingEvents { get; init; } = 256;

    // Stored results wait at this mark; a live consumer has four times as much before it is closed.
    /// <summary>When this many bytes wait to be sent to a client, the relay pauses sending it stored events.</summary>
    [Range(16 * 1024, 1024 * 1024 * 1024)]
    public int OutboxPauseBytes { get; init; } = 256 * 1024;

    // Enough for thirty of the largest messages; strfry closes at 32 MiB.
    /// <summary>When this many bytes wait to be sent to a client, the relay closes its connection as too slow.</summary>
    [Range(64 * 1024, int.MaxValue)]
    public int OutboxMaxBytes { get; init; } = 16 * 1024 * 1024;

    // Longer than the ten seconds that a plugin has, whose own outcome is the better one, and shorter than the half minute for which
    // clients wait for an answer.
    /// <summary>
    /// How many seconds the relay waits for a hook of an embedding program, or for a policy that waits. After that it refuses the event or
    /// query with error:.
    /// </summary>
    [Range(1, 3600)]
    public int HookTimeoutSeconds { get; init; } = 15;

    /// <summary><see cref="HookTimeoutSeconds"/> as a time span.</summary>
    internal TimeSpan HookPatience => TimeSpan.FromSeconds(HookTimeoutSeconds);

    /// <summary>
    /// Ignore unknown filter keys instead of refusing the request. Unknown keys that begin with # or &amp; are always refused.
    /// </summary>
    public bool IgnoreUnknownFilterKeys { get; init; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (DefaultLimit > MaxLimit)
            yield return Exceeds(nameof(DefaultLimit), DefaultLimit, nameof(MaxLimit), MaxLimit);
        if (OutboxPauseBytes > OutboxMaxBytes)
            yield return Exceeds(nameof(OutboxPauseBytes), OutboxPauseBytes, nameof(OutboxMaxBytes), OutboxMaxBytes);
    }

    /// <summary>A refusal that names the option that sets the bound, so that the developer of a client need not guess.</summary>
    internal static string Named(string refusal, string option, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"{refusal} (Relay:Limits:{option} is {value})");

    static ValidationResult Exceeds(string lower, int value, string upper, int limit) =>
        new($"is {value}, but must not exceed {upper}, which is {limit}", [lower]);
}
