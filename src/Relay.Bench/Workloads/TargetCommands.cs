namespace Relay.Bench;

/// <summary>Command lines for the shell; null where none is given.</summary>
sealed record TargetCommands
{
    /// <summary>Brings the events of standard input into an empty store, verifying them.</summary>
    public string? Import { get; init; }

    /// <summary>The same without verifying.</summary>
    public string? ImportTrusted { get; init; }

    /// <summary>Writes all events to standard output.</summary>
    public string? Export { get; init; }

    /// <summary>Starts the relay and stays until it is told to end.</summary>
    public string? Start { get; init; }
}
