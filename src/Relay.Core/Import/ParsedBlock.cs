using Relay.Nostr;

namespace Relay.Core;

/// <summary>What the lines of a block hold.</summary>
sealed class ParsedBlock
{
    /// <summary>The events to store, in the order of their lines.</summary>
    public List<NostrEvent> Events { get; } = [];

    /// <summary>The line of each event.</summary>
    public List<long> EventLines { get; } = [];

    /// <summary>Lines that are no valid event.</summary>
    public List<ImportProblem> Bad { get; } = [];

    /// <summary>Valid events that the relay does not take.</summary>
    public List<ImportProblem> Refused { get; } = [];

    public int Lines { get; set; }

    public int Skipped { get; set; }

    /// <summary>Events found stored before their signature was looked at.</summary>
    public int Known { get; set; }
}
