namespace Relay.Core;

/// <summary>The commands for a store, which the relay that owns it carries out.</summary>
public static class ControlCommands
{
    /// <summary>Imports the events of a file.</summary>
    public static ControlCommand<ImportOptions, ImportReport> Import { get; } =
        new("import", ControlJson.Default.ImportOptions, ControlJson.Default.ImportReport, hasInput: true);

    /// <summary>Writes the events that match, one JSON event a line, newest first.</summary>
    public static ControlCommand<EventSelection, EventCount> Scan { get; } =
        new("scan", ControlJson.Default.EventSelection, ControlJson.Default.EventCount);

    /// <summary>Counts the events that match.</summary>
    public static ControlCommand<EventSelection, EventCount> Count { get; } =
        new("count", ControlJson.Default.EventSelection, ControlJson.Default.EventCount);

    /// <summary>Looks through the events that match and says what they are.</summary>
    public static ControlCommand<EventSelection, EventSummary> Summarize { get; } =
        new("summarize", ControlJson.Default.EventSelection, ControlJson.Default.EventSummary);

    /// <summary>Removes the events that match.</summary>
    public static ControlCommand<EventSelection, EventCount> Delete { get; } =
        new("delete", ControlJson.Default.EventSelection, ControlJson.Default.EventCount);

    /// <summary>Asks for the store's health.</summary>
    public static ControlCommand<NoArguments, HealthReport> Health { get; } =
        new("health", ControlJson.Default.NoArguments, ControlJson.Default.HealthReport);
}

/// <summary>The arguments of a command that takes none.</summary>
public sealed record NoArguments;

/// <summary>The stored events that a command is about: those that match one of the filters.</summary>
public sealed record EventSelection
{
    /// <summary>Filters as JSON (NIP-01). One without a limit has none.</summary>
    public required IReadOnlyList<string> Filters { get; init; }
}

/// <summary>A number of events.</summary>
/// <param name="Events">Those found, written or removed.</param>
public sealed record EventCount(long Events);

/// <summary>What the events of a selection are.</summary>
public sealed record EventSummary
{
    /// <summary>The number of events.</summary>
    public long Events { get; init; }

    /// <summary>The number of events of each kind.</summary>
    public IReadOnlyDictionary<int, long> Kinds { get; init; } = new Dictionary<int, long>();

    /// <summary>The created_at of the oldest one, in seconds since 1970; null if there is none.</summary>
    public long? Oldest { get; init; }

    /// <summary>The created_at of the newest one.</summary>
    public long? Newest { get; init; }
}

/// <summary>The health of the relay's stores.</summary>
/// <param name="State">The state of the worst one.</param>
/// <param name="Text">One line for an operator.</param>
public sealed record HealthReport(StoreState State, string Text);
