using Relay.Core;
using Relay.Storage.Lmdb;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>One store for two relays is an error at the start, however it comes about; one relay may name a store twice.</summary>
public sealed class SharedStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _alice = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("store")]
    [InlineData("store/")]
    [InlineData("./other/../store")]
    [InlineData("link")]
    [InlineData("parent/store")]
    [InlineData("relative")]
    public async Task Two_relays_on_one_folder_are_told_which_they_are_however_it_is_spelled(string other)
    {
        var first = _folder.File("store");
        Directory.CreateDirectory(first);
        Directory.CreateSymbolicLink(_folder.File("link"), first);
        Directory.CreateSymbolicLink(_folder.File("parent"), _folder.Path);
        var second = other == "relative" ? Path.GetRelativePath(Environment.CurrentDirectory, first) : _folder.File(other);
        await using var relays = GroupOn(relay => relay.UseLmdb(OptionsOf(relay.Name == "a" ? first : second)));
        Assert.Equal(
            $"the relay b cannot have its store in {first}, where the relay a has it: relays share no store",
            (await Assert.ThrowsAsync<StoreException>(relays.StartAsync)).Message);
    }

    [Fact]
    public async Task Two_relays_on_a_folder_that_does_not_exist_yet_are_told_too()
    {
        var folder = _folder.File("new/store");
        await using var relays = GroupOn(relay => relay.UseLmdb(OptionsOf(relay.Name == "a" ? folder : folder + "/")));
        Assert.StartsWith(
            "the relay b cannot have its store in ", (await Assert.ThrowsAsync<StoreException>(relays.StartAsync)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_cannot_have_two_stores_in_one_folder()
    {
        var start = await Assert.ThrowsAsync<StoreException>(() => TestRelay.StartAsync(new()
        {
            Store = relay =>
            {
                relay.UseLmdb(OptionsOf(_folder.File("store"))).UseLmdb(OptionsOf(_folder.File("store")));
                return null;
            },
        }));
        Assert.Equal($"the default relay cannot have two stores in {_folder.File("store")}", start.Message);
    }

    [Fact]
    public async Task Two_programs_in_one_process_on_one_folder_are_an_error_of_the_second_and_the_first_goes_on()
    {
        TestStore store = relay =>
        {
            relay.UseLmdb(OptionsOf(_folder.File("store")));
            return null;
        };
        await using var first = await TestRelay.StartAsync(new() { Store = store });
        var second = await Assert.ThrowsAsync<StoreException>(() => TestRelay.StartAsync(new() { Store = store }));
        Assert.Equal($"The store in {_folder.File("store")} is in use by process {Environment.ProcessId}.", second.Message);
        await using var client = await first.ConnectAsync();
        await client.PublishAllAsync(_alice.Note());
        Assert.Equal(1, await client.CountAsync("{}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_relays_with_one_store_object_are_an_error_at_the_start(bool isRouted)
    {
        var store = new InMemoryStore();
        await using var relays = GroupOn(relay => relay.UseStore(isRouted ? new RouterStore(store) : store));
        Assert.Equal(
            "this InMemoryStore is the store of another relay that runs: relays share no store",
            (await Assert.ThrowsAsync<InvalidOperationException>(relays.StartAsync)).Message);
    }

    [Fact]
    public async Task A_store_object_of_a_relay_that_has_ended_serves_the_next_one()
    {
        var store = new InMemoryStore();
        var note = _alice.Note();
        await using (var first = await StartOnAsync(store))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => StartOnAsync(store));
            await using var client = await first.ConnectAsync();
            await client.ReqAsync("live", "{}");
            await client.PublishAllAsync(note);
            Assert.Equal(note.Id, (await client.NextAsync<EventReply>()).Event.Id);
        }
        await using var third = await StartOnAsync(store);
        await using var reader = await third.ConnectAsync();
        Assert.Equal([note.Id], (await reader.ReqAsync("live", "{}")).Ids);
        var next = _alice.Note();
        await reader.PublishAllAsync(next);
        Assert.Equal(next.Id, (await reader.NextAsync<EventReply>()).Event.Id);
    }

    [Fact]
    public async Task A_store_that_one_relay_names_twice_gives_each_event_once()
    {
        var store = new InMemoryStore();
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = TestStoreOf(store),
            Configure = relay => relay.UseStore(store),
        });
        await using var client = await relay.ConnectAsync();
        await client.ReqAsync("live", "{}");
        var note = _alice.Note();
        await client.PublishAllAsync(note);
        Assert.Equal(note.Id, (await client.NextAsync<EventReply>()).Event.Id);
        Assert.Equal([note.Id], (await client.QueryAsync("{}")).Ids);
        Assert.Equal(1, await client.CountAsync("{}"));
        Assert.Empty(await client.DrainAsync());
    }

    static RelayGroup GroupOn(Action<RelayBuilder> store) => new() { Names = ["a", "b"], Configure = store };

    static Task<TestRelay> StartOnAsync(IEventStore store) => TestRelay.StartAsync(new() { Store = TestStoreOf(store) });

    static TestStore TestStoreOf(IEventStore store) => relay =>
    {
        relay.UseStore(store);
        return null;
    };

    static LmdbStoreOptions OptionsOf(string path) => new() { Path = path, Lmdb = new() { MapSizeGiB = 1 }, MinFreeDiskMiB = 0 };
}
