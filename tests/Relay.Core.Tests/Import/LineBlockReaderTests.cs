using System.Text;

namespace Relay.Core.Tests;

public sealed class LineBlockReaderTests
{
    const int MaxLineLength = 64;

    [Fact]
    public async Task Random_texts_in_random_pieces_give_the_lines_that_splitting_gives()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Join('\n', Enumerable.Range(0, random.Next(20)).Select(_ => new string('x', random.Next(MaxLineLength / 2))));
            var reader = new LineBlockReader(new PieceStream(Encoding.UTF8.GetBytes(text), random), random.Next(1, 100), MaxLineLength);

            var lines = new List<string>();
            while (await reader.ReadAsync(() => random.Next(3) == 0, default) is { } block)
            {
                Assert.Equal(lines.Count + 1, block.FirstLine);
                var whole = Encoding.UTF8.GetString(block.Bytes);
                lines.AddRange(whole.EndsWith('\n') ? whole[..^1].Split('\n') : whole.Split('\n'));
            }

            var expected = text.Length == 0 ? [] : text.EndsWith('\n') ? text[..^1].Split('\n') : text.Split('\n');
            Assert.Equal(expected, lines);
        }
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_passed_over_and_counted()
    {
        var text = $"first\n{new string('x', 100_000)}\nthird\n{new string('y', 100_000)}";
        var reader = new LineBlockReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), 16, MaxLineLength);

        var seen = new List<string>();
        while (await reader.ReadAsync(() => true, default) is { } block)
            seen.Add(block.IsTooLong ? $"{block.FirstLine} too long" : $"{block.FirstLine} {Encoding.UTF8.GetString(block.Bytes)}");

        Assert.Equal(["1 first\n", "2 too long", "3 third\n", "4 too long"], seen);
    }

    /// <summary>Gives few bytes at a time.</summary>
    sealed class PieceStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 40))], cancellationToken);
    }
}
