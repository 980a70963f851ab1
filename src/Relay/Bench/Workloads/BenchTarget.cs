namespace Relay.Server;

/// <summary>A relay that is measured.</summary>
sealed class BenchTarget(Uri address, int? pid)
{
    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = address;

    /// <summary>Its process, to read memory from, or null.</summary>
    public int? Pid { get; } = pid;

    /// <summary>What was wrong with its answers in the row at hand.</summary>
    public Problems Problems { get; set; } = new();
}
