using System.Diagnostics;

namespace Relay.Bench;

/// <summary>
/// Measures the memory and processor time of a command and its children. It samples them while they run, and asks the system once they have
/// ended.
/// </summary>
sealed class CommandWatch : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    readonly int _pid;
    readonly TimeSpan _cpu = SystemCalls.ChildrenCpu();
    readonly long _start = Stopwatch.GetTimestamp();
    readonly ManualResetEventSlim _stop = new();
    readonly Thread _thread;
    long _resident;
    long _anonymous;

    public CommandWatch(ShellCommand command)
    {
        _pid = command.Pid;
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Stops watching and returns the use, once the command has ended.</summary>
    public ProcessUse Stop()
    {
        Dispose();
        return new ProcessUse(SystemCalls.ChildrenCpu() - _cpu, _resident, _anonymous, Switches: 0);
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
    }

    void Watch()
    {
        do
        {
            long resident = 0, anonymous = 0;
            foreach (var pid in ProcessTree.Of(_pid))
            {
                var memory = ProcessMemory.ReadOrNone(pid);
                resident += memory.Resident;
                anonymous += memory.Anonymous;
            }
            _resident = Math.Max(_resident, resident);
            _anonymous = Math.Max(_anonymous, anonymous);
        }
        while (!_stop.Wait(Interval));
    }
}
