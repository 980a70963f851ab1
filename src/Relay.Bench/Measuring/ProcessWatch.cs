using System.Globalization;

namespace Relay.Bench;

/// <summary>Watches a process while it works. It samples the memory every 50 ms, and reads the times at both ends.</summary>
sealed class ProcessWatch : IDisposable
{
    /// <summary>Twenty samples a second cost a thousandth of a processor.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    readonly int _pid;
    readonly ManualResetEventSlim _stop = new();
    readonly Thread _thread;
    readonly bool _knowsPeak;
    readonly TimeSpan _cpu;
    readonly long _switches;
    long _resident;
    long _anonymous;

    ProcessWatch(int pid)
    {
        _pid = pid;
        _knowsPeak = TryResetPeak(pid);
        _cpu = ProcessTimes.Cpu(pid);
        _switches = ProcessTimes.Switches(pid);
        Look();
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Begins to watch. Null if there is no such process or the system does not tell.</summary>
    public static ProcessWatch? Start(int pid)
    {
        try
        {
            return new ProcessWatch(pid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stops watching and returns the use since the start; null if the process is gone.</summary>
    public ProcessUse? Stop()
    {
        Dispose();
        try
        {
            Look();
            var resident = _knowsPeak ? ProcessMemory.ReadPeak(_pid) : _resident;
            var switches = Math.Max(0, ProcessTimes.Switches(_pid) - _switches);
            return new ProcessUse(ProcessTimes.Cpu(_pid) - _cpu, Math.Max(resident, _resident), _anonymous, switches);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
    }

    void Watch()
    {
        try
        {
            while (!_stop.Wait(Interval))
                Look();
        }
        catch (IOException)
        {
            // The process has ended. The next request to it will fail.
        }
    }

    void Look()
    {
        var memory = ProcessMemory.Read(_pid);
        _resident = Math.Max(_resident, memory.Resident);
        _anonymous = Math.Max(_anonymous, memory.Anonymous);
    }

    /// <summary>Lets the system record the peak of resident memory anew. Only the process's owner may do that.</summary>
    static bool TryResetPeak(int pid)
    {
        try
        {
            File.WriteAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/clear_refs"), "5");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
