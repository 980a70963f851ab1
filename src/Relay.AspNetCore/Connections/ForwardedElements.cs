namespace Relay.AspNetCore;

/// <summary>
/// Reads the elements of a <c>Forwarded</c> header (RFC 7239) from right to left. The nearest proxy wrote the right-most element. Nothing
/// that a client wrote to the left of it, such as an unfinished quote, changes how it is read.
/// </summary>
static class ForwardedElements
{
    /// <summary>Takes the last element off the list.</summary>
    public static ReadOnlySpan<char> TakeLast(scoped ref ReadOnlySpan<char> list) => TakeLast(ref list, ',');

    /// <summary>The value of <c>for</c> without its quotes; empty if there is none.</summary>
    public static ReadOnlySpan<char> For(ReadOnlySpan<char> element)
    {
        while (!element.IsEmpty)
        {
            var pair = TakeLast(ref element, ';').Trim();
            if (!pair.StartsWith("for=", StringComparison.OrdinalIgnoreCase))
                continue;
            var value = pair[4..];
            return value is ['"', .. var quoted, '"'] ? quoted : value;
        }
        return [];
    }

    /// <summary>Takes the part behind the last separator outside quotes off the list.</summary>
    static ReadOnlySpan<char> TakeLast(scoped ref ReadOnlySpan<char> list, char separator)
    {
        var isQuoted = false;
        for (var i = list.Length - 1; i >= 0; i--)
        {
            if (list[i] == '"' && !IsEscaped(list, i))
                isQuoted = !isQuoted;
            if (isQuoted || list[i] != separator)
                continue;
            var last = list[(i + 1)..];
            list = list[..i];
            return last;
        }
        var only = list;
        list = [];
        return only;
    }

    static bool IsEscaped(ReadOnlySpan<char> list, int quote)
    {
        var backslashes = 0;
        while (quote - backslashes > 0 && list[quote - backslashes - 1] == '\\')
            backslashes++;
        return backslashes % 2 == 1;
    }
}
