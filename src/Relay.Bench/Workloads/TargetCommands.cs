namespace Relay.Bench;

/// <summary>Command lines for the shell; null for those that are not given.</summary>
sealed record TargetCommands
{
    /// <summary>Imports the events of standard input into an empty store, verifying them.</summary>
    public string? Import { get; init; }

    /// <summary>Imports them without verifying.</summary>
    public string? ImportTrusted { get; init; }

    /// <summary>Writes all events to standard output.</summary>
    public string? Export { get; init; }

    /// <summary>Starts the relay, and runs until it is told to end.</summary>
    public string? Start { get; init; }
}
