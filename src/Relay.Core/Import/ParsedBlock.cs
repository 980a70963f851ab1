using Relay.Nostr;

namespace Relay.Core;

/// <summary>The parsed lines of a block.</summary>
sealed class ParsedBlock
{
    /// <summary>The events to store, in the order of their lines.</summary>
    public List<NostrEvent> Events { get; } = [];

    /// <summary>The line of each event.</summary>
    public List<long> EventLines { get; } = [];

    /// <summary>Lines that are not valid events.</summary>
    public List<ImportProblem> Bad { get; } = [];

    /// <summary>Valid events that the relay refuses.</summary>
    public List<ImportProblem> Refused { get; } = [];

    public int Lines { get; set; }

    public int Skipped { get; set; }

    /// <summary>Events that were found in the store before their signatures were verified.</summary>
    public int Known { get; set; }
}
