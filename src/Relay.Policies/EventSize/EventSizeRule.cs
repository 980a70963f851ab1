using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How large events of some kinds may be.</summary>
public sealed class EventSizeRule : IKindRule
{
    internal bool SetsLimit =>
        MaxBytes is not null || MaxContentCharacters is not null || MaxTags is not null || MaxTagValueBytes is not null;

    /// <summary>The kinds; null means all.</summary>
    [Description("Kinds that the rule applies to. Default: all. The first rule that applies to a kind decides.")]
    public KindSet? Kinds { get; init; }

    /// <summary>Bytes of the event as compact JSON.</summary>
    [Description("Maximum size of the event as compact JSON, in bytes."), Range(1, 16 * 1024 * 1024)]
    public int? MaxBytes { get; init; }

    /// <summary>Unicode characters of the content.</summary>
    [Description("Maximum length of the content, in Unicode characters."), Range(0, 16 * 1024 * 1024)]
    public int? MaxContentCharacters { get; init; }

    /// <summary>Tags of the event.</summary>
    [Description("Maximum number of tags."), Range(0, 100_000)]
    public int? MaxTags { get; init; }

    /// <summary>Bytes of each item of a tag.</summary>
    [Description("Maximum size of each item of a tag as UTF-8, in bytes."), Range(1, 16 * 1024 * 1024)]
    public int? MaxTagValueBytes { get; init; }
}
