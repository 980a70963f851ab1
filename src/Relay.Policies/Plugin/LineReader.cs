namespace Relay.Policies;

/// <summary>Splits a process's output into lines. A line of any length takes no more memory than the longest allowed one.</summary>
static class LineReader
{
    /// <summary>Passes on every whole line until the stream ends. Text after the last line feed is not a line.</summary>
    public static async Task RunAsync(Stream stream, int maxLength, LineHandler take)
    {
        var buffer = new byte[maxLength + 1];
        var filled = 0;
        var isSkipping = false;
        while (await stream.ReadAsync(buffer.AsMemory(filled)) is > 0 and var read)
        {
            var searched = filled;
            filled += read;
            var start = 0;
            while (buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n') is >= 0 and var at)
            {
                var end = searched + at;
                if (!isSkipping)
                    take(buffer.AsSpan(start, end - start), isTooLong: false);
                isSkipping = false;
                start = searched = end + 1;
            }
            filled -= start;
            if (isSkipping)
                filled = 0;
            else if (filled == buffer.Length)
            {
                take(buffer, isTooLong: true);
                isSkipping = true;
                filled = 0;
            }
            else if (start > 0)
                buffer.AsSpan(start, filled).CopyTo(buffer);
        }
    }
}
