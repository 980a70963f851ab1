using System.ComponentModel;
using System.Diagnostics;

namespace Relay.Policies;

/// <summary>The process of a plugin, its three streams and its end. A process lives by the machine's clock.</summary>
sealed class PluginChild
{
    /// <summary>What execve says of a script without an interpreter's name in its first line; a shell would run it itself.</summary>
    const int NotAnExecutable = 8;

    /// <summary>How long a process has to end when it is told to by SIGTERM.</summary>
    static readonly TimeSpan TerminationGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a killed process may take to be gone.</summary>
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

    /// <summary>Starts the program; throws <see cref="Win32Exception"/> or <see cref="IOException"/> if it cannot be started.</summary>
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

    /// <summary>Tells the program by the end of its input that it should end.</summary>
    public void CloseInput() => Close(Input);

    /// <summary>
    /// Ends the process and those it has started: asks by the end of its input, after the grace by SIGTERM, and kills half a second
    /// later. Never throws.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        // Looked for while it lives: once it has ended nothing says whose they were.
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
        // A descendant that got away may hold the other ends open; the loops that read them end now.
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
            // It, or one of its children, has ended meanwhile or cannot be killed; nothing is left to do about it.
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
