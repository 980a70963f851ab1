using Relay.Nostr;

namespace Relay.Bench;

/// <summary>A note that others refer to, and the note that its thread begins with, itself if it is the first.</summary>
sealed record CorpusNote(NostrEvent Event, string Id, int Author, string RootId, int RootAuthor)
{
    /// <summary>Whether its author has deleted it, which nobody does twice.</summary>
    public bool IsDeleted { get; set; }
}
