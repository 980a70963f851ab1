using System.Buffers.Binary;
using System.Globalization;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Bytes of a store's files change while no process runs. Opening the store then gives a correct store or one line for the operator, and
/// never ends the process, as liblmdb would.
/// </summary>
public sealed class DamagedPageTests
{
    const int PageBytes = 4096, Stores = 30;

    [Theory]
    [InlineData("log")]
    [InlineData("index")]
    public async Task Any_bit_of_what_holds_the_pages_together_is_noticed_or_does_not_matter(string environment)
    {
        var (expected, lines, seed) = await DamageAsync(environment, FlipStructure);
        foreach (var line in lines)
        {
            var outcome = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            var isLine = outcome.StartsWith("refused The log of the store in ", StringComparison.Ordinal)
                && outcome.EndsWith(" Restore it from a backup.", StringComparison.Ordinal);
            Assert.True(
                outcome == $"opened {expected}" || outcome == $"rebuilt {expected}" || environment == "log" && isLine,
                $"seed {seed}: {line}");
        }
        // Many pages are free, and not every bit of a header has a meaning.
        Assert.True(
            lines.Count(line => !line.Contains(" opened ", StringComparison.Ordinal)) > Stores / 10, $"seed {seed}: little was noticed");
    }

    [Theory]
    [InlineData("log")]
    [InlineData("index")]
    public async Task Any_bytes_at_all_do_not_end_the_process(string environment) => await DamageAsync(environment, FlipAnything);

    [Theory]
    [InlineData("log")]
    [InlineData("index")]
    public async Task A_file_cut_off_by_less_than_a_mebibyte_is_noticed_or_nothing_of_it_was_in_use(string environment)
    {
        var (expected, lines, seed) = await DamageAsync(environment, static (file, random) =>
        {
            var length = new FileInfo(file).Length;
            using var stream = new FileStream(file, FileMode.Open);
            stream.SetLength(length - Math.Min(length - 2 * PageBytes, random.Next(1, 1 << 19)));
            return $"to {stream.Length} of {length}";
        });
        foreach (var line in lines)
        {
            var outcome = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            Assert.True(
                outcome == $"opened {expected}" || outcome == $"rebuilt {expected}"
                || environment == "log" && outcome.EndsWith(" Restore it from a backup.", StringComparison.Ordinal),
                $"seed {seed}: {line}");
        }
        Assert.Contains(lines, line => !line.Contains(" opened ", StringComparison.Ordinal));
    }

    /// <summary>Damages copies of one store, each in its own way, and lets another process open them all.</summary>
    static async Task<(string Expected, string[] Lines, int Seed)> DamageAsync(string environment, Func<string, Random, string> damage)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var test = TemporaryStore.Open();
        await FilledStore.FillAsync(test);
        var expected = DamagedStores.SumOf(await test.IdsAsync(new Filter()));
        await test.CloseAsync();
        for (var i = 0; i < Stores; i++)
        {
            var store = Path.Combine(folder.Path, i.ToString("D2", CultureInfo.InvariantCulture));
            foreach (var part in new[] { "log", "index" })
            {
                Directory.CreateDirectory(Path.Combine(store, part));
                File.Copy(FilledStore.FileOf(test.Path, part), FilledStore.FileOf(store, part));
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{i:D2} {damage(FilledStore.FileOf(store, environment), random)}");
        }
        var (lines, exitCode) = await OwnerProcess.RunAsync("look", folder.Path);
        Assert.True(exitCode == 0, $"seed {seed}: the process ended with {exitCode} at the store {lines[^1]}");
        Assert.Equal(Stores, lines.Length);
        return (expected, lines, seed);
    }

    /// <summary>Damages 300 bytes, anywhere in the file.</summary>
    static string FlipAnything(string path, Random random)
    {
        using var file = new FileStream(path, FileMode.Open);
        var pages = random.Next(1, 300);
        for (var i = 0; i < pages; i++)
            Flip(file, random.NextInt64(random.Next(4) == 0 ? 2 * PageBytes : file.Length), (byte)random.Next(1, 256));
        return $"{pages} bytes";
    }

    /// <summary>Flips a bit of a meta page, of a page's header, of a node's offset or of a node's header.</summary>
    static string FlipStructure(string path, Random random)
    {
        using var file = new FileStream(path, FileMode.Open);
        var page = new byte[PageBytes];
        while (true)
        {
            var number = random.Next(8) == 0 ? random.Next(2) : random.NextInt64(file.Length / PageBytes);
            file.Position = number * PageBytes;
            file.ReadExactly(page);
            // Later pages of a value that is longer than a page have no header.
            if (BinaryPrimitives.ReadInt64LittleEndian(page) != number)
                continue;
            var (header, begin) = (LmdbFormat.Default.HeaderBytes, LmdbFormat.Default.OffsetsBegin);
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(header - 6));
            var keys = (BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(header - 4)) + begin - header) / 2;
            var at = random.Next(number < 2 ? header + 136 : header);
            var bit = random.Next(8);
            if (number >= 2 && flags is TreePage.Leaf or TreePage.Branch && random.Next(2) == 0)
            {
                at = header + 2 * random.Next(keys);
                if (random.Next(2) == 0)
                    at = BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(at)) + begin + random.Next(8);
                // A length that is one less or more can be that of another valid value.
                if ((at & 1) == 0 && bit == 0)
                    bit = 1;
            }
            Flip(file, number * PageBytes + at, (byte)(1 << bit));
            return $"page {number} of flags {flags} at {at} bit {bit}";
        }
    }

    static void Flip(FileStream file, long at, byte bits)
    {
        file.Position = at;
        var old = (byte)file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ bits));
    }
}
