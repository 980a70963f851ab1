using Relay.Nostr;

namespace Relay.Bench;

/// <summary>A note that others refer to, and the first note of its thread, which may be itself.</summary>
sealed record CorpusNote(NostrEvent Event, string Id, int Author, string RootId, int RootAuthor)
{
    /// <summary>Whether its author has deleted it. No note is deleted twice.</summary>
    public bool IsDeleted { get; set; }
}
