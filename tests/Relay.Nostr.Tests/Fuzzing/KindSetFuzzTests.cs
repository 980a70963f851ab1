namespace Relay.Nostr.Tests;

public sealed class KindSetFuzzTests
{
    [Fact]
    public void Any_text_is_read_as_a_plain_reader_reads_it()
    {
        var (read, refused) = (0, 0);
        Fuzz.Run(random =>
        {
            var text = RandomText(random);
            var expected = PlainRead(text);

            var isRead = KindSet.TryParse(text, out var kinds, out var reason);

            Assert.True(isRead == expected is not null, $"\"{text}\": {reason}");
            _ = isRead ? read++ : refused++;
            if (!isRead)
                return;
            Assert.Equal(expected!.Count, kinds!.Count);
            Assert.All(expected, kind => Assert.True(kinds.Contains(kind), text));
            Assert.Equal(kinds, KindSet.Parse(kinds.ToString()));
        });
        // Both outcomes must have occurred, or the comparison means little.
        if (Environment.GetEnvironmentVariable("FUZZ_SEED") is null)
            Assert.True(read > 10 && refused > 10, $"{read} read, {refused} refused");
    }

    static string RandomText(Random random)
    {
        var entries = new string[random.Next(5)];
        for (var i = 0; i < entries.Length; i++)
        {
            var (first, length) = (random.Next(66_000), random.Next(-2, 40));
            entries[i] = random.Next(12) switch
            {
                0 => "",
                1 => new string((char)random.Next(0x20, 0x100), 1),
                2 => $"{first}-{first + length}-1",
                < 7 => $"{first}",
                _ => $"{first}{(random.Next(4) == 0 ? " - " : "-")}{first + length}",
            };
        }
        return string.Join(random.Next(4) == 0 ? " , " : ",", entries);
    }

    static HashSet<ushort>? PlainRead(string text)
    {
        var kinds = new HashSet<ushort>();
        foreach (var entry in text.Trim().Length == 0 ? [] : text.Split(','))
        {
            var ends = new List<ushort>();
            foreach (var part in entry.Split('-'))
            {
                if (!part.Trim().All(char.IsAsciiDigit) || !ushort.TryParse(part.Trim(), out var kind))
                    return null;
                ends.Add(kind);
            }
            if (ends.Count > 2 || ends[0] > ends[^1])
                return null;
            for (int kind = ends[0]; kind <= ends[^1]; kind++)
            {
                if (!kinds.Add((ushort)kind))
                    return null;
            }
        }
        return kinds;
    }
}
