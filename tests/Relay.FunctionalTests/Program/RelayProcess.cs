using System.Diagnostics;
using System.Globalization;
using System.Text;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program as an operator starts it, without the environment variables of this process that it would read.</summary>
sealed class RelayProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly Task<string> _errors;

    RelayProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>The program's standard output, for tests that follow it.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>The memory that belongs to the process alone, in bytes, without mapped files and shared code.</summary>
    public long OwnBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(
                static line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return 1024 * long.Parse(line["RssAnon:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts the program in a folder.</summary>
    public static RelayProcess Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start(Repository.Program, folder, arguments, environment);

    /// <summary>Starts the program with this limit of open files.</summary>
    public static RelayProcess StartWithFiles(string folder, int files, IEnumerable<string> arguments) =>
        Start("bash", folder, ["-c", $"ulimit -n {files}; exec \"$0\" \"$@\"", Repository.Program, .. arguments]);

    /// <summary>Starts another program that contains a relay.</summary>
    public static RelayProcess Start(
        string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var (name, all) = Undisturbed(program, arguments);
        var start = new ProcessStartInfo(name, all)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        ProgramEnvironment.Set(start.Environment, environment);
        return new RelayProcess(Process.Start(start)!);
    }

    /// <summary>
    /// The same program with the signals as they are by default. A shell without a terminal starts jobs in the background with SIGINT
    /// ignored, nohup with SIGHUP ignored, and every program that they start inherits this.
    /// </summary>
    public static (string Program, IEnumerable<string> Arguments) Undisturbed(string program, IEnumerable<string> arguments) =>
        ("env", ["--default-signal=INT,HUP", program, .. arguments]);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<ProcessResult> RunAsync(
        string folder, string arguments, byte[]? input = null, params (string, string)[] environment)
    {
        await using var process = Start(folder, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment);
        if (input is not null)
            await process._process.StandardInput.BaseStream.WriteAsync(input);
        process._process.StandardInput.Close();
        return await process.EndAsync();
    }

    /// <summary>Waits until the relay listens, and returns its address.</summary>
    public async Task<Uri> ListeningAsync()
    {
        // The program says "Listening on address", ASP.NET "Now listening on: address".
        while (await Output.ReadLineAsync().Within("the relay to start") is { } line)
        {
            var at = line.IndexOf("istening on", StringComparison.Ordinal) < 0 ? -1 : line.IndexOf("http", StringComparison.Ordinal);
            if (at >= 0)
                return new Uri(line[at..].Split(';', ' ')[0]);
        }
        throw new InvalidOperationException($"the relay did not start: {await _errors}");
    }

    /// <summary>Waits until the program writes a line with these words.</summary>
    public async Task LineAsync(string words, TimeSpan? patience = null)
    {
        while (await Output.ReadLineAsync().WaitAsync(patience ?? Deadline.Default) is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                return;
        }
        throw new InvalidOperationException($"the relay has ended: {await _errors}");
    }

    /// <summary>Sends a signal, as container hosts and terminals do.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().Within("kill");
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ProcessResult> EndAsync()
    {
        var output = await Output.ReadToEndAsync().Within("the program's end");
        await _process.WaitForExitAsync().Within("the program's end");
        return new ProcessResult(_process.ExitCode, output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
