using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Lmdb;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A REQ finds what its connection published before, also if a store answers before it commits (<c>Sync: Interval</c>).</summary>
public sealed class EarlyAnswerTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("alone")]
    [InlineData("beside a source of queries")]
    [InlineData("beside another store")]
    [InlineData("in a router")]
    public async Task A_query_finds_the_event_that_was_answered_before(string place)
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = relay =>
            {
                Add(relay, place);
                return null;
            },
        });
        await using var client = await relay.ConnectAsync();
        var author = new Author();

        for (var i = 0; i < 3; i++)
        {
            var e = author.Note($"{i}");
            Assert.True((await client.PublishAsync(e)).Accepted);
            Assert.Equal([e.Id], (await client.QueryAsync($"{{\"ids\":[\"{e.Id}\"]}}")).Events.Select(static found => found.Id));
        }
    }

    void Add(RelayBuilder relay, string place)
    {
        // Long enough that a query that does not wait for the commit comes before it.
        var options = new LmdbStoreOptions { Path = _folder.FullName, Sync = LmdbSync.Interval, SyncIntervalMilliseconds = 500 };
        if (place == "in a router")
        {
            relay.UseStore(services => new RouterStore(LmdbEventStore.Open(
                options, TimeProvider.System, NullLogger.Instance)));
            return;
        }
        relay.UseLmdb(options);
        if (place == "beside a source of queries")
            relay.QueryEvents(static (_, _, _, _) => default);
        else if (place == "beside another store")
            relay.UseInMemoryStore();
    }
}
