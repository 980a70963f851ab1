using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How large events of some kinds may be.</summary>
public sealed class EventSizeRule : IKindRule
{
    internal bool SetsLimit =>
        MaxBytes is not null || MaxContentCharacters is not null || MaxTags is not null || MaxTagValueBytes is not null;

    /// <summary>Kinds that the rule applies to. Default: all. The first rule that applies to a kind decides.</summary>
    public KindSet? Kinds { get; init; }

    /// <summary>Maximum size of the event as compact JSON, in bytes.</summary>
    [Range(1, 16 * 1024 * 1024)]
    public int? MaxBytes { get; init; }

    /// <summary>Maximum length of the content, in Unicode characters.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int? MaxContentCharacters { get; init; }

    /// <summary>Maximum number of tags.</summary>
    [Range(0, 100_000)]
    public int? MaxTags { get; init; }

    /// <summary>Maximum size of each item of a tag as UTF-8, in bytes.</summary>
    [Range(1, 16 * 1024 * 1024)]
    public int? MaxTagValueBytes { get; init; }
}
