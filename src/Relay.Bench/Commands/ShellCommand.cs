using System.Diagnostics;

namespace Relay.Bench;

/// <summary>A command line that the shell runs. Environment variables name the folder for its store and its files.</summary>
sealed class ShellCommand : IDisposable
{
    /// <summary>The variable with the folder of the store.</summary>
    const string FolderVariable = "BENCH_FOLDER";

    /// <summary>The variable with the file of the corpus, which is also standard input.</summary>
    const string EventsVariable = "BENCH_EVENTS";

    /// <summary>The variable with the file for the command's output.</summary>
    const string LogVariable = "BENCH_LOG";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly string _log;

    ShellCommand(string line, BenchFolder folder, string? events, bool givesOutput)
    {
        _log = folder.Log;
        var output = givesOutput ? $"2> \"${LogVariable}\"" : $"> \"${LogVariable}\" 2>&1";
        // The shell opens the files, so no byte of the corpus passes through the bench.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = givesOutput };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec < \"${EventsVariable}\" {output}\n{line}");
        start.Environment[EventsVariable] = events ?? "/dev/null";
        start.Environment[LogVariable] = _log;
        start.Environment[FolderVariable] = folder.Store;
        _process = Process.Start(start)!;
    }

    public int Pid => _process.Id;

    /// <summary>The command's standard output, if it was asked for.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    public static ShellCommand Start(string line, BenchFolder folder, string? events = null, bool givesOutput = false) =>
        new(line, folder, events, givesOutput);

    /// <summary>Waits until the command has ended. Throws if its exit code is not 0.</summary>
    public void WaitForSuccess(CancellationToken cancel = default)
    {
        while (!_process.WaitForExit(TimeSpan.FromMilliseconds(100)))
            cancel.ThrowIfCancellationRequested();
        ThrowIfEnded(ended: _process.ExitCode != 0);
    }

    /// <summary>Waits for the time given. Throws if the command ends within it.</summary>
    public void Wait(TimeSpan moment) => ThrowIfEnded(_process.WaitForExit(moment));

    /// <summary>Tells the command to end and waits until it has.</summary>
    public void Stop()
    {
        // A shell that waits for its children ends after them, so the children are told. A shell that has become the command has no
        // children.
        var pids = ProcessTree.Of(Pid);
        foreach (var pid in pids.Skip(pids.Count > 1 ? 1 : 0))
            SystemCalls.Signal(pid, SystemCalls.Terminate);
        if (!_process.WaitForExit(Patience))
            throw new IOException($"the command did not end in {Patience.TotalSeconds} s after it was told to");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            foreach (var pid in ProcessTree.Of(Pid))
                SystemCalls.Signal(pid, SystemCalls.Kill);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    void ThrowIfEnded(bool ended)
    {
        if (!ended)
            return;
        var words = File.Exists(_log) ? File.ReadLines(_log).LastOrDefault(static line => line.Length > 0) : null;
        throw new IOException($"the command ended with code {_process.ExitCode}{(words is null ? "" : $": {words}")}");
    }
}
