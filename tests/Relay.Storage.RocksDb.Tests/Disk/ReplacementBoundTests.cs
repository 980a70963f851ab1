using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>What is replaced all the time leaves neither files nor keys that later reads must skip.</summary>
public sealed class ReplacementBoundTests
{
    const int Replacements = 20_000;
    const int Addresses = 10;
    const long MostBytes = 40 << 20;

    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task Tens_of_thousands_of_replacements_keep_the_files_small()
    {
        await using var test = new TemporaryStore();
        var text = new string('x', 500);
        for (var i = 0; i < Replacements; i += 100)
        {
            await Task.WhenAll(Enumerable.Range(i, 100).Select(n => test.Store.AdmitAsync(
                Unsigned.Event(Author, Kind.Article, test.Time.Now + n, $"{n} {text}", ["d", $"{n % Addresses}"]), default).AsTask()));
            if (i % 5000 == 0)
                Assert.InRange(SizeOf(test.Database), 0, MostBytes);
        }

        Assert.Equal(Addresses, await test.CountAsync(new Filter { Authors = [Author] }));
        Assert.InRange(SizeOf(test.Database), 0, MostBytes);
        await test.ReopenAsync();
        Assert.Equal(Addresses, (await test.QueryAsync(new Filter())).Count);
        // 20,000 records took 15 MB, and their log is gone.
        Assert.InRange(SizeOf(test.Database), 0, 4 << 20);
        await test.CloseAsync();
        RowCheck.AssertConsistent(test.Options);
    }

    static long SizeOf(string folder)
    {
        var size = 0L;
        foreach (var file in new DirectoryInfo(folder).GetFiles())
        {
            try
            {
                size += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Merged meanwhile.
            }
        }
        return size;
    }
}
