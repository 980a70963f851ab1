using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// The rules for every store, in suites by subject. To test a store, derive a class from each suite with a <typeparamref name="TStore"/>
/// that opens it.
/// </summary>
public abstract class EventStoreSuite<TStore> : IAsyncLifetime where TStore : ITestStore, new()
{
    readonly TStore _owner = new();

    protected ISequencedStore Store { get; private set; } = null!;

    protected FakeTime Time { get; } = new();

    protected Author Alice { get; } = new();

    protected Author Bob { get; } = new();

    /// <summary>A time in the past from which tests count.</summary>
    protected static long T => Author.FirstTime;

    public virtual async ValueTask InitializeAsync() => Store = await _owner.OpenAsync(Time);

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected ValueTask<StoreResult> AdmitAsync(NostrEvent e) => Store.AdmitAsync(e, CancellationToken.None);

    protected async Task<StoreStatus> StatusOfAsync(NostrEvent e) => (await AdmitAsync(e)).Status;

    /// <summary>Stores events on which the test relies.</summary>
    protected async Task StoreAsync(params NostrEvent[] events)
    {
        foreach (var e in events)
            Assert.Equal(StoreStatus.Stored, await StatusOfAsync(e));
    }

    protected async Task<IReadOnlyList<NostrEvent>> QueryAsync(params Filter[] filters) => (await QueryAsync(Query(filters))).Events;

    protected async Task<CollectingSink> QueryAsync(EventQuery query, int fullEvery = int.MaxValue)
    {
        var sink = new CollectingSink(fullEvery);
        await Store.QueryEventsAsync(query, sink, CancellationToken.None);
        return sink;
    }

    protected static EventQuery Query(params Filter[] filters) => new() { Filters = filters, Visibility = Visibility.Everything };

    protected async Task<long> CountAsync(params Filter[] filters) => await Store.CountEventsAsync(Query(filters), CancellationToken.None);

    /// <summary>Asserts that every way of asking for an event agrees on whether it is stored.</summary>
    protected async Task AssertThereAsync(NostrEvent e, bool isThere = true)
    {
        Assert.Equal(isThere, await Store.ContainsAsync(e.Id, CancellationToken.None));
        // A store that asks a server may not know at once that it has an event, but never takes one for stored that is not.
        Assert.True(isThere || !Store.Contains(e.Id), "the store takes an event for stored that is not");
        NostrEvent[] expected = isThere ? [e] : [];
        var byId = new Filter { Ids = [e.Id] };
        AssertSame(expected, await QueryAsync(byId));
        AssertSame(expected, await QueryAsync(
            new Filter { Authors = [e.PublicKey], Kinds = [e.Kind], Since = e.CreatedAt, Until = e.CreatedAt, Ids = [e.Id] }));
        Assert.Equal(isThere, (await QueryAsync(new Filter { Authors = [e.PublicKey] })).Any(found => found.Id == e.Id));
        Assert.Equal(isThere, (await QueryAsync(new Filter { Kinds = [e.Kind] })).Any(found => found.Id == e.Id));
        Assert.Equal(isThere, (await QueryAsync(new Filter())).Any(found => found.Id == e.Id));
        Assert.Equal(expected.Length, await CountAsync(byId));
    }

    protected Task AssertGoneAsync(NostrEvent e) => AssertThereAsync(e, isThere: false);

    protected static void AssertSame(IEnumerable<NostrEvent> expected, IEnumerable<NostrEvent> actual) =>
        Assert.Equal(expected.Select(static e => e.Id), actual.Select(static e => e.Id));

    /// <summary>Two events of the same second, the one with the lower id first.</summary>
    protected static (NostrEvent Lower, NostrEvent Higher) TwoOfOneSecond(Func<string, NostrEvent> make)
    {
        var (one, other) = (make("one"), make("other"));
        return one.Id.CompareTo(other.Id) < 0 ? (one, other) : (other, one);
    }
}
