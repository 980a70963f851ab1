namespace Relay.Policies;

/// <summary>Makes something of the lines of a followed file. A new one is made for each reading.</summary>
interface ILineParser<out T>
{
    /// <summary>How many entries the lines so far have given.</summary>
    int Count { get; }

    /// <summary>Takes a line without its end; what is wrong with it, which reads after its number, or null.</summary>
    string? Add(ReadOnlySpan<char> line);

    /// <summary>What the lines make together; asked for once, if none was wrong.</summary>
    T Complete();
}
