using System.ComponentModel;
using System.Diagnostics;

namespace Relay.Policies;

/// <summary>A plugin's process, its three streams and its end. Its times are real time, not that of a test's clock.</summary>
sealed class PluginChild
{
    /// <summary>The error of execve for a script whose first line names no interpreter. A shell would run such a script itself.</summary>
    const int NotAnExecutable = 8;

    /// <summary>How long a process has to end after SIGTERM.</summary>
    static readonly TimeSpan TerminationGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a killed process may take to end.</summary>
    static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1);

    readonly Process _process;

    PluginChild(Process process)
    {
        _process = process;
        Input = process.StandardInput.BaseStream;
        Output = process.StandardOutput.BaseStream;
        Errors = process.StandardError.BaseStream;
        Id = process.Id;
        Exit = WaitForExitAsync();
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream Errors { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exit { get; }

    /// <summary>The exit status; null while the process runs.</summary>
    public int? Status { get; private set; }

    /// <summary>Starts the program. Throws <see cref="Win32Exception"/> or <see cref="IOException"/> if that fails.</summary>
    public static PluginChild Start(string command, IReadOnlyList<string> arguments)
    {
        var path = Path.GetFullPath(command);
        try
        {
            return Start(new ProcessStartInfo(path, arguments));
        }
        catch (Win32Exception exception) when (exception.NativeErrorCode == NotAnExecutable && !OperatingSystem.IsWindows())
        {
            return Start(new ProcessStartInfo("/bin/sh", [path, .. arguments]));
        }
    }

    /// <summary>Closes the program's input, which tells it to end.</summary>
    public void CloseInput() => Close(Input);

    /// <summary>
    /// Ends the process and those it has started. Closes its input, sends SIGTERM after <paramref name="grace"/>, and kills it half a
    /// second later. Never throws.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        // Searched for while the process lives: once it has ended, nothing shows which processes it started.
        var descendants = Descendants();
        CloseInput();
        if (grace > TimeSpan.Zero)
            await Exit.WaitAsync(grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        descendants.AddRange(Descendants());
        if (!Exit.IsCompleted && Signals.Terminate(Id))
            await Exit.WaitAsync(TerminationGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Kill();
        foreach (var descendant in descendants)
            descendant.Kill();
        await Exit.WaitAsync(KillPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A descendant that was not found may keep the streams open. The loops that read them end now.
        Close(Output);
        Close(Errors);
        if (Exit.IsCompleted)
            _process.Dispose();
    }

    List<Descendant> Descendants() => Exit.IsCompleted ? [] : Descendant.Of(Id);

    void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process, or one of its children, has just ended or cannot be killed. There is nothing more to try.
        }
    }

    async Task WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        Status = _process.ExitCode;
    }

    static PluginChild Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new PluginChild(Process.Start(start)!);
    }

    static void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // The process has ended.
        }
    }
}
