using Microsoft.Extensions.DependencyInjection;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class RelayBuilderTests
{
    readonly Author _alice = new();

    static HookPipeline Build(Action<RelayBuilder> configure, IServiceCollection? services = null)
    {
        services ??= new ServiceCollection();
        services.AddSingleton(new RelayOptions());
        var relay = services.AddRelayEngine();
        configure(relay);
        return relay.Services.BuildServiceProvider().GetRequiredService<HookPipeline>();
    }

    [Fact]
    public void One_sequenced_store_alone_is_used_as_such()
    {
        var store = new InMemoryStore();

        Assert.Same(store, Build(relay => relay.UseStore(store)).Sequenced);
        Assert.Same(store, Build(relay => relay.UseStore(_ => store).RejectEvent((_, _) => Verdict.Accept).CountEvents(_ => 1)).Sequenced);
    }

    [Fact]
    public void Any_further_source_or_keeper_of_events_ends_that()
    {
        var further = new Action<RelayBuilder>[]
        {
            static relay => relay.UseInMemoryStore(),
            static relay => relay.QueryEvents((_, _, _, _) => default),
            static relay => relay.StoreEvent(_ => new StoreResult(StoreStatus.Stored)),
            static relay => relay.ReplaceEvent(_ => new StoreResult(StoreStatus.Stored)),
            static relay => relay.DeleteEvent(_ => new StoreResult(StoreStatus.Stored)),
        };

        Assert.All(further, add => Assert.Null(Build(relay => add(relay.UseInMemoryStore())).Sequenced));
        Assert.Null(Build(static relay => relay.UseStore(new RouterStore(new InMemoryStore()))).Sequenced);
        Assert.Null(Build(static _ => { }).Sequenced);
    }

    [Fact]
    public async Task Handler_given_as_a_type_is_made_once_by_the_container_with_what_it_needs()
    {
        var services = new ServiceCollection().AddSingleton(new NeededService("from the container"));
        var pipeline = Build(static relay => relay.Add<TwoHooks>(), services);
        var client = new ClientContext { Id = 1 };

        var verdict = await pipeline.RejectEventAsync(client, _alice.Note(), default);
        Assert.Equal("blocked: from the container 1", verdict.Message);
        verdict = await pipeline.RejectFilterAsync(client, new Filter(), default);
        Assert.Equal("blocked: from the container 2", verdict.Message);
    }

    [Fact]
    public async Task Policies_are_asked_before_hooks_and_not_about_events_of_the_embedding_program()
    {
        var asked = new List<string>();
        Verdict Note(string who)
        {
            asked.Add(who);
            return Verdict.Accept;
        }
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectEvent((_, _) => Note("hook"))
            .AddPolicies(_ => [new LambdaPolicy(() => Note("first")), new LambdaPolicy(() => Note("second"))])
            .AddPolicies(_ => [new LambdaPolicy(() => Note("third"))]));
        var client = await relay.ConnectAsync();

        await client.PublishAsync(_alice.Note("of a client"));
        Assert.Equal(["first", "second", "third", "hook"], asked);
        asked.Clear();
        Assert.True((await relay.Engine.PublishAsync(_alice.Note("of the program"))).IsAccepted);
        Assert.Equal(["hook"], asked);
    }

    [Fact]
    public void Object_without_any_hook_is_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => Build(static relay => relay.Add("no hook")));
        Assert.Throws<ArgumentException>(() => Build(static relay => relay.Add<NeededService>()));
    }

    [Fact]
    public async Task Container_disposes_of_a_store_it_made_once_and_of_none_it_was_given()
    {
        var (made, given) = (new DisposalCounter(), new DisposalCounter());
        var services = new ServiceCollection().AddSingleton(new RelayOptions());
        services.AddRelayEngine().UseStore(_ => made).UseStore(given);
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<HookPipeline>();
        await provider.DisposeAsync();

        Assert.Equal((1, 0), (made.Disposals, given.Disposals));
    }

    [Fact]
    public void Stores_keep_the_order_in_which_they_were_added()
    {
        var (first, second) = (new InMemoryStore(), new InMemoryStore());

        Assert.Equal([first, second], Build(relay => relay.UseStore(_ => first).UseStore(second)).Stores);
    }

    sealed class LambdaPolicy(Func<Verdict> judge) : IRejectEventHook
    {
        public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => new(judge());
    }

    sealed record NeededService(string Text);

    sealed class TwoHooks(NeededService needed) : IRejectEventHook, IRejectFilterHook
    {
        int _calls;

        public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => Answer();

        public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) => Answer();

        ValueTask<Verdict> Answer() => new(Verdict.Blocked($"{needed.Text} {++_calls}"));
    }

    sealed class DisposalCounter : IEventStore
    {
        public int Disposals { get; private set; }

        public bool Contains(in Bytes32 id) => false;

        public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => default;

        public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => default;

        public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) => default;

        public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) => default;

        public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) => default;

        public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
            this.CountFoundAsync(query, authors, cancel);

        public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => default;

        public ValueTask DisposeAsync()
        {
            Disposals++;
            return default;
        }
    }
}
