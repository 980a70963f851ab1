using System.Diagnostics;
using System.Text;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// A program that runs in a terminal, as a person sees it: the test types and reads the screen. Python opens the pseudo-terminal, because
/// a process of .NET cannot fork. Not on Windows.
/// </summary>
public sealed class PseudoTerminal : IAsyncDisposable
{
    /// <summary>What Ctrl+C types.</summary>
    public const string CtrlC = "\u0003";

    /// <summary>What Ctrl+D types: the end of the input.</summary>
    public const string CtrlD = "\u0004";

    /// <summary>What the key Enter types.</summary>
    public const string Enter = "\r";

    /// <summary>
    /// Passes bytes between its own pipes and the terminal, and ends with the program's exit code, or with 128 and its signal.
    /// </summary>
    const string Bridge = """
        import fcntl, os, select, signal, struct, sys, termios
        terminal, program = os.openpty()
        fcntl.ioctl(program, termios.TIOCSWINSZ, struct.pack("HHHH", int(sys.argv[1]), int(sys.argv[2]), 0, 0))
        child = os.fork()
        if child == 0:
            os.setsid()
            fcntl.ioctl(program, termios.TIOCSCTTY, 0)
            for file in 0, 1, 2:
                os.dup2(program, file)
            os.closerange(3, 64)
            for name in signal.SIGINT, signal.SIGHUP, signal.SIGPIPE:
                signal.signal(name, signal.SIG_DFL)
            os.execvp(sys.argv[3], sys.argv[3:])
        os.close(program)
        inputs = [0, terminal]
        while True:
            for ready in select.select(inputs, [], [])[0]:
                try:
                    data = os.read(ready, 4096)
                except OSError:
                    data = b""
                if ready == 0:
                    if data:
                        os.write(terminal, data)
                    else:
                        inputs.remove(0)
                elif data:
                    os.write(1, data)
                else:
                    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                    sys.exit(code if code >= 0 else 128 - code)
        """;

    readonly Process _bridge;
    readonly StringBuilder _shown = new();
    readonly char[] _buffer = new char[4096];
    int _read;

    PseudoTerminal(Process bridge) => _bridge = bridge;

    /// <summary>All that the program has written so far, escape codes included, as far as the test has waited for it.</summary>
    public string Shown => _shown.ToString();

    /// <summary>Starts a program in a folder, in a terminal of 25 lines with 120 columns each. TERM names the terminal's kind.</summary>
    public static PseudoTerminal Start(
        string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("python3", ["-c", Bridge, "25", "120", program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("NO_COLOR");
        ProgramEnvironment.Set(start.Environment, [("TERM", "xterm-256color"), .. environment]);
        return new PseudoTerminal(Process.Start(start)!);
    }

    /// <summary>Types keys.</summary>
    public async Task TypeAsync(string keys)
    {
        await _bridge.StandardInput.WriteAsync(keys);
        await _bridge.StandardInput.FlushAsync();
    }

    /// <summary>
    /// Waits until the program shows these words after those of the last wait. Returns what it has shown since then, with them.
    /// </summary>
    public async Task<string> SeesAsync(string words)
    {
        int at;
        while ((at = Shown.IndexOf(words, _read, StringComparison.Ordinal)) < 0)
        {
            if (await ReadAsync($"\"{words}\" on the terminal, which shows: {Shown}") == 0)
                throw new InvalidOperationException($"the program has ended without \"{words}\": {Shown}");
        }
        var since = Shown[_read..(at + words.Length)];
        _read += since.Length;
        return since;
    }

    /// <summary>Waits until the program asks with these words, and answers with a line.</summary>
    public async Task AnswerAsync(string question, string answer)
    {
        await SeesAsync(question);
        await TypeAsync(answer + Enter);
    }

    /// <summary>Waits for the program's end and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        while (await ReadAsync($"the program's end; its terminal shows: {Shown}") > 0)
        {
        }
        await _bridge.WaitForExitAsync().Within("the end of the terminal");
        return _bridge.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // The system ends the program with SIGHUP when its terminal is gone.
        if (!_bridge.HasExited)
            _bridge.Kill(entireProcessTree: true);
        await _bridge.WaitForExitAsync();
        _bridge.Dispose();
    }

    async Task<int> ReadAsync(string what)
    {
        var count = await _bridge.StandardOutput.ReadAsync(_buffer.AsMemory()).AsTask().Within(what);
        _shown.Append(_buffer, 0, count);
        return count;
    }
}
