using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Strikes</c>: a ban for a time for those whose texts were refused too often.</summary>
public sealed class StrikesOptions
{
    // Off: a list of words is wrong at times, and then refuses one event rather than its author. DuplicateText gives no strikes: whoever
    // copies a text and then brings its author's own note would strike him.
    /// <summary>How many texts that Words, MentionFlood or Base64Media refuses lead to a ban. Default: no bans.</summary>
    [Range(1, 50)]
    public int? Count { get; init; }

    /// <summary>How many seconds, from the first refused text on, such texts are counted.</summary>
    [Range(1, 2_592_000)]
    public int WindowSeconds { get; init; } = 3600;

    /// <summary>How many seconds a ban lasts.</summary>
    [Range(1, 2_592_000)]
    public int BanSeconds { get; init; } = 3600;

    // Many people share an address, behind a provider's router or a proxy; keys are thrown away.
    /// <summary>Who is counted and banned: the author, the address that sends the event (never this machine), or both.</summary>
    public StrikesOwner By { get; init; } = StrikesOwner.Author;

    internal bool IsOn => Count is not null;
}
