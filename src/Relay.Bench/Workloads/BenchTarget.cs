namespace Relay.Bench;

/// <summary>A relay that is measured.</summary>
sealed class BenchTarget(Uri address, int? pid)
{
    ProcessWatch? _watch;
    ProcessUse? _use;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = address;

    /// <summary>Its process, to read memory and processor time from, or null.</summary>
    public int? Pid { get; } = pid;

    /// <summary>The folder of its store, or null.</summary>
    public string? Folder { get; init; }

    /// <summary>How it is started and filled from a shell.</summary>
    public TargetCommands Commands { get; init; } = new();

    /// <summary>What was wrong with its answers in the row at hand.</summary>
    public Problems Problems { get; set; } = new();

    /// <summary>Takes note that the work which is measured begins.</summary>
    public void BeginWork()
    {
        _watch?.Dispose();
        _use = null;
        _watch = Pid is { } pid ? ProcessWatch.Start(pid) : null;
    }

    /// <summary>Takes note that it has ended.</summary>
    public void EndWork()
    {
        _use = _watch?.Stop();
        _watch = null;
    }

    /// <summary>What its process used from the last begin to the last end of work; null if nobody knows.</summary>
    public ProcessUse? TakeUse()
    {
        var use = _use;
        _use = null;
        return use;
    }
}
