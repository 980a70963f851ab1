using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Lmdb;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The stores of several relays: apart on the disk, apart in their failures, closed together.</summary>
public sealed class RelayStoresTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task Stores_are_apart_closed_together_and_found_again()
    {
        var note = _author.Note("kept");
        await using (var relays = await Start().StartAsync())
        {
            await using (var a = await relays.ConnectAsync("a"))
                await a.PublishAllAsync(note);
            await relays.StopAsync();
            // A store that is closed gives up its lock at once.
            foreach (var folder in new[] { "main", "a", "b" })
            {
                await using var store = LmdbEventStore.Open(
                    new LmdbStoreOptions { Path = Path.Combine(_folder.Path, folder) }, TimeProvider.System, NullLogger.Instance);
                var everything = new EventQuery { Filters = [new()], Visibility = Visibility.Everything };
                Assert.Equal(folder == "a" ? 1 : 0, await store.CountEventsAsync(everything, CancellationToken.None));
            }
        }
        await using var again = await Start().StartAsync();
        await using var client = await again.ConnectAsync("a");
        Assert.Equal(note.Id, Assert.Single((await client.QueryAsync("{}")).Events).Id);
        Assert.NotSame(
            again.Services.GetRequiredService<LmdbEventStore>(), again.Services.GetRequiredKeyedService<LmdbEventStore>("a"));
    }

    [Fact]
    public async Task Two_relays_on_one_folder_are_an_error_at_the_start()
    {
        await using var relays = Start(("Relays:b:Store:Path", Path.Combine(_folder.Path, "a") + "/"));
        var exception = await Assert.ThrowsAsync<StoreException>(relays.StartAsync);
        Assert.Equal(
            $"the relay b cannot have its store in {Path.Combine(_folder.Path, "a")}, where the relay a has it: relays share no store",
            exception.Message);
    }

    [Fact]
    public async Task A_named_relay_does_not_take_over_the_folder_of_the_default_one()
    {
        await using var relays = Start(("Relays:b:Store:Path", null));
        var exception = await Assert.ThrowsAsync<OptionsException>(relays.StartAsync);
        Assert.Equal(["Relays:b:Store:Path is needed: it is not taken over from Relay:Store:Path"], exception.Problems);
    }

    [Fact]
    public async Task A_store_that_fails_does_not_end_the_other_relays()
    {
        await using var relays = await new RelayGroup
        {
            Configure = static relay =>
            {
                if (relay.Name == "a")
                    relay.UseStore(new FailingStore());
                else
                    relay.UseInMemoryStore();
            },
        }.StartAsync();
        await using var a = await relays.ConnectAsync("a");
        await using var b = await relays.ConnectAsync("b");
        Assert.StartsWith("error: ", (await a.PublishAsync(_author.Note())).Message, StringComparison.Ordinal);
        Assert.True((await b.PublishAsync(_author.Note())).Accepted);
        Assert.Equal(1, await b.CountAsync("{}"));

        using var http = new HttpClient { BaseAddress = relays.HttpAddress };
        using var health = await http.GetAsync("/health");
        Assert.Equal(503, (int)health.StatusCode);
        Assert.Equal("""{"status":"broken","reason":"a: the test broke it"}""", await health.Content.ReadAsStringAsync());
    }

    public void Dispose() => _folder.Dispose();

    RelayGroup Start(params (string Key, string? Value)[] others)
    {
        var relays = new RelayGroup
        {
            Settings = new()
            {
                ["Relay:Store:Lmdb:MapSizeGiB"] = "1",
                ["Relay:Store:Path"] = Path.Combine(_folder.Path, "main"),
                ["Relays:a:Store:Path"] = Path.Combine(_folder.Path, "a"),
                ["Relays:b:Store:Path"] = Path.Combine(_folder.Path, "b"),
            },
            Configure = static relay => relay.UseLmdb(),
        };
        foreach (var (key, value) in others)
        {
            relays.Settings.Remove(key);
            if (value is not null)
                relays.Settings.Add(key, value);
        }
        return relays;
    }
}
