using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Runs the code of <c>docs/event-storage.md</c> as it is printed there.</summary>
public sealed class StorageRecipeTests
{
    readonly InMemoryStore _one = new();
    readonly Author _alice = new();

    [Fact]
    public void Code_on_the_page_is_the_code_that_is_run_here()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests/Relay.FunctionalTests/Recipes/StorageRecipes.cs"));
        var engine = File.ReadAllText(Path.Combine(Repository.Root, "tests/Relay.FunctionalTests/Recipes/FolderEngine.cs"));
        var methods = engine + source.Replace("    public static", "    static", StringComparison.Ordinal)
            .Replace("\n    ", "\n", StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "event-storage.md")).ReplaceLineEndings("\n");
        var blocks = page.Split("```csharp\n").Skip(1)
            .Select(static part => part[..part.IndexOf("```\n", StringComparison.Ordinal)]).ToArray();

        Assert.Equal(7, blocks.Length);
        Assert.All(blocks, code => Assert.Contains(code, methods, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(RecipeStores.Types), MemberType = typeof(RecipeStores))]
    public async Task Functions_of_one_database(string type)
    {
        await using var stores = new RecipeStores(type);
        await ServeAsync(relay => relay.AddDatabase(stores.One));
        Assert.Equal(4, await CountAsync(stores.One));
    }

    [Fact]
    public async Task Files_in_a_folder_that_are_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("relay-test-");
        await ServeAsync(relay => relay.AddFolder(folder.FullName));
        await using (var reopened = EngineStore.Open(new FolderEngine(folder.FullName), new(TimeProvider.System, NullLogger.Instance)))
            Assert.Equal(4, await CountAsync(reopened));
        folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(RecipeStores.Types), MemberType = typeof(RecipeStores))]
    public async Task Two_databases_at_a_time(string type)
    {
        await using var stores = new RecipeStores(type);
        await ServeAsync(relay => relay.AddTwoDatabases(stores.One, stores.Other));
        Assert.Equal(4, await CountAsync(stores.One));
        Assert.Equal(4, await CountAsync(stores.Other));
    }

    [Theory]
    [MemberData(nameof(RecipeStores.Types), MemberType = typeof(RecipeStores))]
    public async Task Functions_of_two_databases_at_a_time(string type)
    {
        await using var stores = new RecipeStores(type);
        await ServeAsync(relay => relay.AddDatabase(stores.One).AddDatabase(stores.Other));
        Assert.Equal(4, await CountAsync(stores.One));
        Assert.Equal(4, await CountAsync(stores.Other));
    }

    [Theory]
    [MemberData(nameof(RecipeStores.Types), MemberType = typeof(RecipeStores))]
    public async Task Articles_in_a_database_of_their_own(string type)
    {
        await using var stores = new RecipeStores(type);
        await ServeAsync(relay => relay.AddShards(stores.One, stores.Other));
        await AssertShardsAsync(stores);
    }

    [Theory]
    [MemberData(nameof(RecipeStores.Types), MemberType = typeof(RecipeStores))]
    public async Task Articles_in_a_database_of_their_own_by_hand(string type)
    {
        await using var stores = new RecipeStores(type);
        await ServeAsync(relay => relay.AddShardsByHand(stores.One, stores.Other));
        await AssertShardsAsync(stores);
    }

    [Fact]
    public async Task News_from_a_function_beside_a_database()
    {
        var stored = _alice.Note("stored", Author.FirstTime);
        var news = _alice.Note("news", Author.FirstTime + 1);
        await _one.AdmitAsync(stored, default);
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = static _ => null,
            Configure = relay => relay.UseStore(_one).AddNews(_ => new[] { news }.ToAsyncEnumerable()),
        });
        await using var client = await relay.ConnectAsync();

        Assert.Equal([news.Id, stored.Id], (await client.QueryAsync("{}")).Ids);
        Assert.Equal([news.Id], (await client.QueryAsync("""{"limit":1}""")).Ids);
    }

    /// <summary>
    /// Publishes, replaces, deletes and removes, and asserts what a client is told and finds: two notes, an article, a request.
    /// </summary>
    async Task ServeAsync(Action<RelayBuilder> configure)
    {
        await using var relay = await TestRelay.StartAsync(new() { Store = static _ => null, Configure = configure });
        await using var client = await relay.ConnectAsync();
        NostrEvent[] notes = [_alice.Note("1"), _alice.Note("2"), _alice.Note("deleted"), _alice.Note("removed")];
        var (draft, article) = (Article(at: 1), Article(at: 2));
        await client.PublishAllAsync([.. notes, draft, article, new Author().Note("another's")]);
        var deletion = _alice.Deletion(notes[2]);
        await client.PublishAllAsync(deletion);
        Assert.Equal("duplicate: a newer version is already stored", (await client.PublishAsync(draft)).Message);
        Assert.Equal("blocked: this event was deleted", (await client.PublishAsync(notes[2])).Message);
        var engine = relay.Services.GetRequiredService<RelayEngine>();
        Assert.Equal(1, await engine.RemoveEventsAsync([notes[3].Id]));

        var expected = new[] { notes[0], notes[1], article, deletion }.Select(static e => e.Id).Order();
        var filter = $$"""{"authors":["{{_alice.Hex}}"]}""";
        Assert.Equal(expected, (await client.QueryAsync(filter)).Ids.Order());
        Assert.Equal(4, Assert.IsType<CountReply>(await client.CountAsync("c", filter)).Count);
    }

    NostrEvent Article(int at) => _alice.Event(Kind.Article, at: Author.FirstTime + at, tags: ["d", "x"]);

    /// <summary>The request is in both databases, because what it names may be in any of them.</summary>
    async Task AssertShardsAsync(RecipeStores stores)
    {
        Assert.Equal(2, await CountAsync(stores.One));
        Assert.Equal(3, await CountAsync(stores.Other));
    }

    async Task<long> CountAsync(IEventStore store) => await store.CountEventsAsync(
        new EventQuery { Filters = [new Filter { Authors = [_alice.PublicKey] }], Visibility = Visibility.Everything }, default);
}
