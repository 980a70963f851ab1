using Relay.Nostr;

namespace Relay.Testing;

/// <summary>The answer to a REQ: the stored events up to EOSE, or CLOSED.</summary>
/// <param name="Events">The events in the order in which they came.</param>
/// <param name="Closed">The text of CLOSED; null if EOSE came.</param>
/// <param name="Hint">The hint in EOSE about further events; empty if there is none.</param>
public sealed record StoredReply(IReadOnlyList<NostrEvent> Events, string? Closed, string Hint = "")
{
    /// <summary>The ids of the events.</summary>
    public IReadOnlyList<Bytes32> Ids { get; } = [.. Events.Select(static e => e.Id)];

    /// <summary>The contents of the events.</summary>
    public IReadOnlyList<string> Contents { get; } = [.. Events.Select(static e => e.Content)];
}
