namespace Relay.Nostr;

/// <summary>
/// What the filters of one message may be. A reader stops keeping values at the bound, so that none costs more than it allows.
/// </summary>
public readonly record struct FilterBounds
{
    /// <summary>No bounds but those of the protocol.</summary>
    public static FilterBounds None { get; } = new() { MaxFilters = int.MaxValue, MaxValues = int.MaxValue };

    /// <summary>Filters.</summary>
    public required int MaxFilters { get; init; }

    /// <summary>Ids, authors, kinds and tag values of all filters together, repeated ones included.</summary>
    public required int MaxValues { get; init; }

    /// <summary>Whether filter keys that nobody knows are ignored.</summary>
    public bool IgnoresUnknownKeys { get; init; }

    /// <summary>Whether the tag conditions of NIP-91 are taken.</summary>
    public bool AndTags { get; init; }
}
