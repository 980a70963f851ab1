using System.Text;

namespace Relay.Policies.Tests;

public sealed class LineReaderTests
{
    const int MaxLength = 10;

    [Theory]
    [InlineData("")]
    [InlineData("a", "")]
    [InlineData("a\nb\n", "a", "b")]
    [InlineData("\n\na\n", "", "", "a")]
    [InlineData("0123456789\na\n", "0123456789", "a")]
    [InlineData("0123456789x\na\n", "!0123456789x", "a")]
    [InlineData("0123456789xyz0123456789xyz0123456789xyz\na\n0123456789yy", "!0123456789x", "a", "!0123456789y")]
    public async Task Lines_come_whole_or_cut_however_the_bytes_arrive(string text, params string[] lines)
    {
        lines = [.. lines.Where(line => text.Contains('\n') || line.StartsWith('!'))];
        for (var step = 1; step <= text.Length + 1; step++)
        {
            var taken = new List<string>();
            using var stream = new DrippingStream(Encoding.UTF8.GetBytes(text), step);
            await LineReader.RunAsync(
                stream, MaxLength, (line, isTooLong) => taken.Add((isTooLong ? "!" : "") + Encoding.UTF8.GetString(line)));
            Assert.Equal(lines, taken);
        }
    }

    /// <summary>Gives a few bytes at a time.</summary>
    sealed class DrippingStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
