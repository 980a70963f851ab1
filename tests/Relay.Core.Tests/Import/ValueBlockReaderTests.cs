using System.Text;

namespace Relay.Core.Tests;

public sealed class ValueBlockReaderTests
{
    const int MaxValueLength = 300;

    [Fact]
    public async Task Random_files_in_random_pieces_give_their_values()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            string[] values = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Value(random))];
            var text = "[" + string.Concat(values.Select(value => value + Separator(random)));
            var reader = Reader(new PieceStream(Encoding.UTF8.GetBytes(text), random), random.Next(1, 200));

            var (read, bytes) = (new List<string>(), new StringBuilder());
            while (await reader.ReadAsync(() => random.Next(3) == 0, default) is { } block)
            {
                var before = bytes.ToString();
                Assert.Equal(1 + before.Count(static c => c == '\n'), block.FirstLine);
                Assert.Equal(before.Length - before.LastIndexOf('\n') - 1, block.Column);
                bytes.Append(Encoding.UTF8.GetString(block.Bytes));
                read.AddRange(ValuesIn(block));
            }

            Assert.Equal(text, bytes.ToString());
            Assert.Equal(values, read);
        }
    }

    [Theory]
    [InlineData("first\n{0}\nthird\n{1}", "first|2:0 too long|third|4:0 too long")]
    [InlineData("[{{}},{{\"a\":\"{0}\"}},\n{{}},{{\"a\":[\"{1}", "{}|1:4 too long|{}|2:3 too long")]
    [InlineData("{{\"a\":\"{0}\n{{}}\n{{\"a\":{0}\n{{}}", "1:0 too long|{}|3:0 too long|{}")]
    public async Task A_value_that_is_too_long_is_passed_over_and_no_other(string format, string expected)
    {
        var text = string.Format(null, format, new string('x', 100_000), new string('y', 100_000));
        var reader = Reader(new PieceStream(Encoding.UTF8.GetBytes(text), new Random(1), most: 20_000), 16);

        var seen = new List<string>();
        while (await reader.ReadAsync(() => true, default) is { } block)
        {
            if (block.IsTooLong)
                seen.Add($"{block.FirstLine}:{block.Column} too long");
            seen.AddRange(ValuesIn(block).Select(static value => value.Trim()));
        }

        Assert.Equal(expected, string.Join('|', seen));
    }

    static ValueBlockReader Reader(Stream stream, int blockSize) => new(stream, blockSize, MaxValueLength);

    static List<string> ValuesIn(ValueBlock block)
    {
        var values = new List<string>();
        var at = 0;
        while (ValueScanner.TryFind(block.Bytes, ref at, isEnd: true))
        {
            var start = at;
            var scanner = new ValueScanner();
            scanner.Start(block.Bytes[at], ValueScanner.StartsLine(block.Bytes, at, block.Column));
            scanner.TryEnd(block.Bytes, ref at, isEnd: true);
            values.Add(Encoding.UTF8.GetString(block.Bytes[start..at]));
        }
        return values;
    }

    /// <summary>An event or a message, on one line or on several.</summary>
    static string Value(Random random)
    {
        var nested = random.Next(4) == 0 ? "{\"b\":\"}\"}" : "[[\"e\",\"[{\\\"\\\\\"],[]]";
        var e = $"{{\"a\":{nested},\"content\":\"{new string('x', random.Next(60))}\"}}";
        var value = random.Next(3) == 0 ? $"[\"EVENT\",\"s\",{e}]" : e;
        return random.Next(3) == 0 ? value.Replace(",\"", ",\n  \"", StringComparison.Ordinal) : value;
    }

    static string Separator(Random random) => random.Next(6) switch
    {
        0 => "",
        1 => ",",
        2 => ",\r\n",
        3 => "],\n[",
        _ => "\n",
    };

    /// <summary>Gives few bytes at a time.</summary>
    sealed class PieceStream(byte[] bytes, Random random, int most = 40) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, most))], cancellationToken);
    }
}
