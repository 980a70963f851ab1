using System.Diagnostics;

namespace Relay.Bench.Tests;

public sealed class ProcessWatchTests
{
    [Fact]
    public void What_a_process_uses_is_noticed()
    {
        var watch = ProcessWatch.Start(Environment.ProcessId)!;
        var memory = new byte[64 << 20];
        var before = SystemCalls.Cpu(Environment.ProcessId);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(30);)
            Random.Shared.NextBytes(memory);
        var used = SystemCalls.Cpu(Environment.ProcessId) - before;
        GC.KeepAlive(memory);
        var use = watch.Stop()!;
        Assert.True(use.Cpu >= used);
        Assert.True(used > TimeSpan.FromMilliseconds(1));
        Assert.True(use.PeakAnonymous > memory.Length);
        Assert.True(use.PeakResident >= use.PeakAnonymous);
    }

    [Fact]
    public void Of_a_process_that_is_not_there_nothing_is_known() => Assert.Null(ProcessWatch.Start(int.MaxValue));

    [Fact]
    public void Use_is_told_for_each_operation()
    {
        var use = new ProcessUse(TimeSpan.FromSeconds(2), PeakResident: 30, PeakAnonymous: 20, Switches: 50);
        var result = new RunResult(1) { Operations = 100 }.With(use);
        Assert.Equal((20_000, 0.5), (result.CpuPerOperation, result.SwitchesPerOperation));
        Assert.Equal((30, 20), (result.PeakResident, result.PeakAnonymous));
        Assert.Null(new RunResult(1).With(use).CpuPerOperation);
        Assert.Equal(new RunResult(1), new RunResult(1).With((ProcessUse?)null));
    }
}
