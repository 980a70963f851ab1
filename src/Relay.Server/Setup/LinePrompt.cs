using Microsoft.Win32.SafeHandles;

namespace Relay.Server;

/// <summary>
/// Asks on the terminal, line by line. The system edits the line, so this works on every kind of terminal and writes no escape codes.
/// </summary>
sealed class LinePrompt : IDisposable
{
    const int StandardInput = 0;

    // Not the console's own reader, which takes over the terminal.
    readonly TextReader _input = OperatingSystem.IsWindows()
        ? Console.In
        : new StreamReader(new FileStream(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0));

    /// <summary>Whether somebody reads and types.</summary>
    public static bool IsPossible => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Asks until the answer can be read. An empty answer stands for the default, if there is one.</summary>
    public T Ask<T>(string question, string? standard, Func<string, (T? Value, string? Reason)> read)
        where T : notnull
    {
        while (true)
        {
            Console.Out.Write(standard is { Length: > 0 } ? $"{question} [{standard}]: " : $"{question}: ");
            var line = _input.ReadLine()?.Trim()
                ?? throw new EndOfStreamException("the input ended before the last answer; nothing was written");
            var (value, reason) = read(line.Length == 0 && standard is not null ? standard : line);
            if (reason is null)
                return value!;
            Console.Out.WriteLine($"  This {reason}.");
        }
    }

    /// <summary>Asks a question that is answered by yes or no.</summary>
    public bool Confirm(string question, bool standard) => Ask<object>(question, standard ? "yes" : "no", static text => text switch
    {
        "y" or "yes" => (true, null),
        "n" or "no" => (false, null),
        _ => (null, "is neither yes nor no"),
    }) is true;

    public void Dispose() => _input.Dispose();
}
