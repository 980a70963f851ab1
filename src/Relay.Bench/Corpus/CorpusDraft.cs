using Relay.Nostr;

namespace Relay.Bench;

/// <summary>An event to be signed.</summary>
/// <param name="Author">Who signs it.</param>
/// <param name="Draft">What it says.</param>
sealed record CorpusDraft(int Author, EventDraft Draft)
{
    /// <summary>Whether others may refer to it.</summary>
    public bool IsNote { get; init; }

    /// <summary>The note that it answers, or null.</summary>
    public CorpusNote? Target { get; init; }
}
