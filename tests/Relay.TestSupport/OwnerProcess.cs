using System.Diagnostics;
using System.Reflection;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>The program of the tests, started again as the owner of a store. Disposing kills it.</summary>
public sealed class OwnerProcess : IDisposable
{
    /// <summary>The first argument of the program if it is to own a store.</summary>
    public const string Argument = "own-store";

    /// <summary>Its first line: the store is open.</summary>
    public const string Ready = "ready";

    readonly Process _process;

    OwnerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts it and waits until its store is open.</summary>
    public static Task<OwnerProcess> StartAsync(string task, string path, params string[] rest) =>
        StartAsync([task, path, .. rest], static _ => { });

    /// <summary>The same where .NET's own locks of files are switched off.</summary>
    public static Task<OwnerProcess> StartWithoutDotnetLocksAsync(string task, string path) =>
        StartAsync([task, path], static start => start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "true");

    static async Task<OwnerProcess> StartAsync(string[] arguments, Action<ProcessStartInfo> configure)
    {
        var owner = Start(arguments, configure);
        Assert.Equal(Ready, await owner.Output.ReadLineAsync().Within("the other process"));
        return owner;
    }

    /// <summary>Runs it to its end, and returns its lines and its exit code.</summary>
    public static async Task<(string[] Lines, int ExitCode)> RunAsync(string task, string path, params string[] rest)
    {
        using var owner = Start([task, path, .. rest], static _ => { });
        var lines = await owner.ReadLinesAsync();
        await owner._process.WaitForExitAsync().Within("the end of the other process");
        return (lines, owner._process.ExitCode);
    }

    /// <summary>The same with a limit of its virtual memory, in KiB.</summary>
    public static async Task<string[]> RunLimitedAsync(long limit, string task, string path, params string[] rest)
    {
        var (program, itself) = Itself();
        using var owner = Start(
            "/bin/sh", ["-c", $"ulimit -v {limit}; exec \"$0\" \"$@\"", program, .. itself, Argument, task, path, .. rest]);
        var lines = await owner.ReadLinesAsync();
        await owner._process.WaitForExitAsync().Within("the end of the other process");
        Assert.Equal(0, owner._process.ExitCode);
        return lines;
    }

    /// <summary>All its lines. Each line has its own deadline.</summary>
    async Task<string[]> ReadLinesAsync()
    {
        var lines = new List<string>();
        while (await Output.ReadLineAsync().Within("a line or the end of the other process") is { } line)
            lines.Add(line);
        return [.. lines];
    }

    static (string Program, string[] Arguments) Itself()
    {
        var program = Environment.ProcessPath!;
        // Started as "dotnet tests.dll" the program is the runtime, and the library its first argument.
        return (program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : []);
    }

    static OwnerProcess Start(string[] arguments, Action<ProcessStartInfo> configure)
    {
        var (program, itself) = Itself();
        return Start(program, [.. itself, Argument, .. arguments], configure);
    }

    static OwnerProcess Start(string program, string[] arguments, Action<ProcessStartInfo>? configure = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        configure?.Invoke(start);
        return new OwnerProcess(Process.Start(start)!);
    }

    /// <summary>SIGKILL, and waits for the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within("the end of the other process");
    }

    /// <summary>Lets it close its store.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().Within("the end of the other process");
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
