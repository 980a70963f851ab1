namespace Relay.Core;

/// <summary>The commands for a store, which the relay that owns it carries out.</summary>
public static class ControlCommands
{
    /// <summary>Imports the events of a file.</summary>
    public static ControlCommand<ImportOptions, ImportReport> Import { get; } =
        new("import", ControlJson.Wire.ImportOptions, ControlJson.Wire.ImportReport, hasInput: true);

    /// <summary>Writes the events that match, one JSON event a line, newest first.</summary>
    public static ControlCommand<EventSelection, EventCount> Scan { get; } =
        new("scan", ControlJson.Wire.EventSelection, ControlJson.Wire.EventCount);

    /// <summary>
    /// Writes the events that match one filter, one JSON event a line, in the order of their numbers where the store has them. The filter's
    /// limit is ignored.
    /// </summary>
    public static ControlCommand<EventSelection, ExportReport> Export { get; } =
        new("export", ControlJson.Wire.EventSelection, ControlJson.Wire.ExportReport);

    /// <summary>Counts the events that match.</summary>
    public static ControlCommand<EventSelection, EventCount> Count { get; } =
        new("count", ControlJson.Wire.EventSelection, ControlJson.Wire.EventCount);

    /// <summary>
    /// Finds the events that match, says what they are, waits for a byte of input as confirmation, and removes those and no others.
    /// </summary>
    public static ControlCommand<EventSelection, DeletionReport> Delete { get; } =
        new("delete", ControlJson.Wire.EventSelection, ControlJson.Wire.DeletionReport, hasInput: true);

    /// <summary>Asks for the store's health.</summary>
    public static ControlCommand<NoArguments, HealthReport> Health { get; } =
        new("health", ControlJson.Wire.NoArguments, ControlJson.Wire.HealthReport);
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

/// <summary>How far an export has come.</summary>
/// <param name="Written">Events that it has written.</param>
/// <param name="Read">Events that it has looked at.</param>
/// <param name="Stored">Events that the store had at the beginning.</param>
public sealed record ExportReport(long Written, long Read, long Stored);

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

/// <summary>How far a deletion has come.</summary>
/// <param name="Found">What matches, so far or in all.</param>
/// <param name="IsFound">Whether all that matches is found, so that the deletion waits to be confirmed.</param>
/// <param name="Removed">The number of events that are removed.</param>
public sealed record DeletionReport(EventSummary Found, bool IsFound, long Removed);

/// <summary>The health of the relay's stores.</summary>
/// <param name="State">The state of the worst one.</param>
/// <param name="Text">One line for an operator.</param>
public sealed record HealthReport(StoreState State, string Text);
