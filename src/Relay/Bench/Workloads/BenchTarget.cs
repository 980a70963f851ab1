namespace Relay.Server;

/// <summary>A relay that is measured.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Pid">Its process, to read memory from, or null.</param>
sealed record BenchTarget(Uri Address, int? Pid)
{
    /// <summary>What was wrong with its answers in the row at hand.</summary>
    public Problems Problems { get; set; } = new();
}
