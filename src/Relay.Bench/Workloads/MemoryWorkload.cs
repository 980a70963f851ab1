namespace Relay.Bench;

/// <summary>Measures the memory of the relay's process before any work.</summary>
sealed class MemoryWorkload(string name, string description, Func<ProcessMemory, long> select) : Workload(name, description, "MB")
{
    public override bool IsMoreBetter => false;

    public override bool RunsOnce => true;

    public override bool NeedsPid => true;

    public override RunResult Run(BenchTarget target, int run) => new(select(ProcessMemory.Read(target.Pid!.Value)) / 1e6);
}
