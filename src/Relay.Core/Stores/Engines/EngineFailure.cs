namespace Relay.Core;

/// <summary>The meaning of a failed operation, as text for clients, for health and for the log. The text names no file.</summary>
/// <param name="What">The fault, as half a sentence.</param>
/// <param name="Answer">The answer to the clients whose events it were; begins with <c>error:</c>.</param>
/// <param name="IsFinal">Whether nothing works until the process is restarted.</param>
/// <param name="IsOutage">Whether no operation of any kind can succeed for now, as when a server is away.</param>
public sealed record EngineFailure(string What, string Answer, bool IsFinal = false, bool IsOutage = false)
{
    /// <summary>A fault that the engine cannot name.</summary>
    public static EngineFailure Unknown { get; } = new("the store cannot write", "error: the event could not be stored");

    /// <summary>Nobody knows whether a commit was carried out.</summary>
    internal static EngineFailure Doubt { get; } = new(
        "the database did not say whether it has stored the last events",
        "error: the relay's database does not answer; whether the event is stored is not known", IsOutage: true);

    /// <summary>The disk is full.</summary>
    public static EngineFailure DiskFull { get; } = new("the disk is full", "error: the relay's disk is full");
}
