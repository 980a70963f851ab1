using Relay.Nostr;

namespace Relay.Testing;

/// <summary>How a REQ was answered: the stored events up to EOSE, or CLOSED.</summary>
/// <param name="Events">The events in the order in which they came.</param>
/// <param name="Closed">The text of CLOSED; null if EOSE came.</param>
public sealed record StoredReply(IReadOnlyList<NostrEvent> Events, string? Closed)
{
    public IReadOnlyList<Bytes32> Ids { get; } = [.. Events.Select(static e => e.Id)];

    public IReadOnlyList<string> Contents { get; } = [.. Events.Select(static e => e.Content)];
}
