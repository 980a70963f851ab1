namespace Relay.Policies;

/// <summary>Parses the lines of a followed file. A new parser is made each time the file is read.</summary>
interface ILineParser<out T>
{
    /// <summary>The number of entries in the lines so far.</summary>
    int Count { get; }

    /// <summary>Takes a line without its line end. Returns what is wrong with it, as a text that reads after its number, or null.</summary>
    string? Add(ReadOnlySpan<char> line);

    /// <summary>The result of all lines. Called once, if no line was wrong.</summary>
    T Complete();
}
