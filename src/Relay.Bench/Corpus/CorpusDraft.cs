using Relay.Nostr;

namespace Relay.Bench;

/// <summary>An event before it is signed.</summary>
/// <param name="Author">The number of its author.</param>
/// <param name="Draft">Its content.</param>
sealed record CorpusDraft(int Author, EventDraft Draft)
{
    /// <summary>Whether other events may refer to it.</summary>
    public bool IsNote { get; init; }

    /// <summary>The note that it answers; null if it answers none.</summary>
    public CorpusNote? Target { get; init; }
}
