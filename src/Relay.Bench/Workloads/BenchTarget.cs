namespace Relay.Bench;

/// <summary>A relay to measure.</summary>
sealed class BenchTarget(Uri address, int? pid)
{
    ProcessWatch? _watch;
    ProcessUse? _use;

    /// <summary>The address at which it listens.</summary>
    public Uri Address { get; } = address;

    /// <summary>Its process, for reading memory and processor time; null if unknown.</summary>
    public int? Pid { get; } = pid;

    /// <summary>The folder of its store; null if unknown.</summary>
    public string? Folder { get; init; }

    /// <summary>Command lines that start and fill it.</summary>
    public TargetCommands Commands { get; init; } = new();

    /// <summary>The mistakes in its answers in the current row.</summary>
    public Problems Problems { get; set; } = new();

    /// <summary>Notes the beginning of the measured work.</summary>
    public void BeginWork()
    {
        _watch?.Dispose();
        _use = null;
        _watch = Pid is { } pid ? ProcessWatch.Start(pid) : null;
    }

    /// <summary>Notes the end of the measured work.</summary>
    public void EndWork()
    {
        _use = _watch?.Stop();
        _watch = null;
    }

    /// <summary>Takes the process's use from the last beginning to the last end of work; null if it is unknown.</summary>
    public ProcessUse? TakeUse()
    {
        var use = _use;
        _use = null;
        return use;
    }
}
