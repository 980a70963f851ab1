using System.Runtime.InteropServices;

namespace Relay.Server;

/// <summary>
/// A screen of the terminal that is written again and again. Its earlier contents come back at the end, however that comes.
/// </summary>
sealed class LiveScreen : IDisposable
{
    const string Enter = "\e[?1049h\e[?25l";
    const string Leave = "\e[?25h\e[?1049l";
    const string Home = "\e[H";
    const string ClearRestOfLine = "\e[K";
    const string ClearRestOfScreen = "\e[J";

    readonly List<PosixSignalRegistration> _signals = [];

    public LiveScreen()
    {
        Console.Out.Write(Enter);
        if (OperatingSystem.IsWindows())
            return;
        // Ctrl+Z, a closed terminal and Ctrl+\ do after this what they always do.
        foreach (var signal in new[] { PosixSignal.SIGTSTP, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(signal, static _ => Console.Out.Write(Leave)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, static _ => Console.Out.Write(Enter)));
    }

    /// <summary>Whether standard output is a terminal that has such a screen.</summary>
    public static bool IsPossible =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>The width of the terminal.</summary>
    public static int Width => Math.Max(20, Console.WindowWidth);

    /// <summary>Shows as many of the lines as there is room for.</summary>
    public void Show(IEnumerable<string> lines)
    {
        var shown = lines.Take(Math.Max(1, Console.WindowHeight - 1)).Select(static line => line + ClearRestOfLine);
        Console.Out.Write(Home + string.Join(Environment.NewLine, shown) + ClearRestOfScreen);
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        Console.Out.Write(Leave);
    }
}
