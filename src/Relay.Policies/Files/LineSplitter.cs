namespace Relay.Policies;

/// <summary>
/// Gives the lines of a text to a parser, one at a time. A line that is too long is an error, and is never held whole in memory.
/// </summary>
static class LineSplitter
{
    /// <summary>The longest line, in UTF-16 units.</summary>
    public const int MaxLine = 4_096;

    /// <summary>Reads until the text ends or <paramref name="goesOn"/> returns false.</summary>
    public static LineErrors Split<T>(TextReader reader, ILineParser<T> parser, Func<bool> goesOn)
    {
        var errors = new LineErrors();
        // Room for the line end of the longest line, too.
        var buffer = new char[MaxLine + 2];
        var (line, filled, isTooLong) = (1, 0, false);
        for (int read; goesOn() && (read = reader.Read(buffer, filled, buffer.Length - filled)) > 0;)
        {
            filled += read;
            var rest = buffer.AsSpan(0, filled);
            for (int end; (end = rest.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
            {
                Add(rest[..end]);
                line++;
                isTooLong = false;
            }
            isTooLong |= rest.Length == buffer.Length;
            filled = isTooLong ? 0 : rest.Length;
            rest[..filled].CopyTo(buffer);
        }
        if (filled > 0 || isTooLong)
            Add(buffer.AsSpan(0, filled));
        return errors;

        void Add(ReadOnlySpan<char> text)
        {
            text = text.EndsWith('\r') ? text[..^1] : text;
            var problem = isTooLong || text.Length > MaxLine ? $"is longer than {MaxLine} characters" : parser.Add(text);
            if (problem is not null)
                errors.Add(line, problem);
        }
    }
}
