using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Stores of explicit functions.</summary>
public static class LambdaStores
{
    /// <summary>
    /// Lambdas that find and count all stored events for every asker, including hidden ones and, by a clock that stands still, expired
    /// ones.
    /// </summary>
    public static TestStore SeeEverything { get; } = static relay =>
    {
        var store = new InMemoryStore(new FakeTime());
        relay
            .StoreEvent(store.StoreEventAsync)
            .ReplaceEvent(store.ReplaceEventAsync)
            .DeleteEvent(store.DeleteEventAsync)
            .RemoveEvents(store.RemoveEventsAsync)
            .QueryEvents((_, filters, sink, cancel) => store.QueryEventsAsync(Everything(filters), sink, cancel))
            .CountEvents((query, cancel) => store.CountEventsAsync(Everything(query.Filters), cancel))
            .CountEventsHll((query, authors, cancel) => store.CountEventsHllAsync(Everything(query.Filters), authors, cancel));
        return null;
    };

    /// <summary>
    /// Lambdas that ignore the question: they find and count everything that is stored, whatever the filters, the limits and the asker are.
    /// </summary>
    public static TestStore Heedless { get; } = static relay =>
    {
        var store = new InMemoryStore(new FakeTime());
        relay
            .StoreEvent(store.StoreEventAsync)
            .ReplaceEvent(store.ReplaceEventAsync)
            .DeleteEvent(store.DeleteEventAsync)
            .QueryEvents(async (_, _, sink, cancel) =>
            {
                var everything = new CollectingSink();
                await store.QueryEventsAsync(Everything([new()]), everything, cancel);
                foreach (var e in everything.Events)
                {
                    while (!sink.TryWrite(e.View))
                        await sink.WaitForRoomAsync(cancel);
                }
            })
            .CountEvents((_, cancel) => store.CountEventsAsync(Everything([new()]), cancel))
            .CountEventsHll((_, authors, cancel) => store.CountEventsHllAsync(Everything([new()]), authors, cancel));
        return null;
    };

    static EventQuery Everything(IReadOnlyList<Filter> filters) => new() { Filters = filters, Visibility = Visibility.Everything };
}
