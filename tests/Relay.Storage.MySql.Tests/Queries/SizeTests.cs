using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>What was replaced leaves the database, so that a busy address takes no room.</summary>
public sealed class SizeTests
{
    const int Rewrites = 20_000, Addresses = 10, AtOnce = 500;

    [Fact]
    public async Task Rewriting_the_same_addresses_again_and_again_takes_a_bounded_size()
    {
        await using var server = await MariaDbServer.StartAsync();
        var place = await TestDatabase.MakeAsync(server.ConnectionString);
        await using var test = await TemporaryStore.CreateAsync(connectionString: place);
        for (var i = 0; i < Rewrites; i += AtOnce)
        {
            var versions = Enumerable.Range(i, AtOnce).Select(static n => Unsigned.Event(
                Unsigned.Key($"{n % Addresses}"), Kind.Article, FakeTime.Start + n, $"{n} {new string('x', 500)}", ["d", "a"]));
            await Task.WhenAll(versions.Select(e => test.Store.AdmitAsync(e, default).AsTask())).Within("the answers");
            // The server removes old versions in the background, and here the test waits for that.
            await test.ExecuteAsync("SET GLOBAL innodb_max_purge_lag_wait = 0");
        }
        Assert.Equal(Addresses, (await test.QueryAsync(new Filter())).Count);
        await test.AssertConsistentAsync();
        // Kept, all versions would take more than 20 MB.
        var files = await TestDatabase.ReadAsync<long>(
            place,
            "SELECT CAST(file_size AS SIGNED) FROM information_schema.innodb_sys_tablespaces WHERE name LIKE CONCAT(DATABASE(), '/%')");
        Assert.InRange(files.Sum(), 1, 14 << 20);
    }
}
