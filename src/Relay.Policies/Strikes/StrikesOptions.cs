using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Strikes</c>: a ban for a time for those whose texts were refused too often.</summary>
public sealed class StrikesOptions
{
    // Off: a list of words is wrong at times, and then refuses one event rather than its author. DuplicateText gives no strikes: whoever
    // copies a text and then brings its author's own note would strike him.
    /// <summary>How many refused texts lead to a ban; null means none do.</summary>
    [Description("How many texts that Words, MentionFlood or Base64Media refuses lead to a ban. Default: no bans."), Range(1, 50)]
    public int? Count { get; init; }

    /// <summary>Seconds from the first of them on within which they are counted.</summary>
    [Description("How many seconds, from the first refused text on, such texts are counted."), Range(1, 2_592_000)]
    public int WindowSeconds { get; init; } = 3600;

    /// <summary>Seconds for which no event is accepted then.</summary>
    [Description("How many seconds a ban lasts."), Range(1, 2_592_000)]
    public int BanSeconds { get; init; } = 3600;

    // Many people share an address, behind a provider's router or a proxy; keys are thrown away.
    /// <summary>Who is counted and banned.</summary>
    [Description("Who is counted and banned: the author, the address that sends the event (never this machine), or both.")]
    public StrikesOwner By { get; init; } = StrikesOwner.Author;

    internal bool IsOn => Count is not null;
}
