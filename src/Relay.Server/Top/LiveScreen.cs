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

    public LiveScreen() => Console.Out.Write(Enter);

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

    public void Dispose() => Console.Out.Write(Leave);
}
