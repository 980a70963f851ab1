namespace Relay.Nostr;

/// <summary>
/// The bounds for the filters of one message. The reader stops keeping values at the bound, so that no filter costs more than the bound
/// allows.
/// </summary>
public readonly record struct FilterBounds
{
    /// <summary>No bounds except the protocol's.</summary>
    public static FilterBounds None { get; } = new() { MaxFilters = int.MaxValue, MaxValues = int.MaxValue };

    /// <summary>The most filters.</summary>
    public required int MaxFilters { get; init; }

    /// <summary>The most ids, authors, kinds and tag values of all filters together, including repeated ones.</summary>
    public required int MaxValues { get; init; }

    /// <summary>Whether unknown filter keys are ignored.</summary>
    public bool IgnoresUnknownKeys { get; init; }

    /// <summary>Whether the tag conditions of NIP-91 are accepted.</summary>
    public bool AndTags { get; init; }
}
