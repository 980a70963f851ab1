using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>A mirror whose record is a list, and what its stores have.</summary>
static class TestMirror
{
    /// <summary>Stores none of which is behind.</summary>
    public static Task<MirrorStore> OpenAsync(TimeProvider time, params ISequencedStore[] stores) =>
        OpenAsync(new ListedRecord(), time, NullLogger.Instance, stores);

    public static async Task<MirrorStore> OpenAsync(
        IMirrorRecord record, TimeProvider time, ILogger logger, params ISequencedStore[] stores) =>
        await MirrorStore.OpenAsync([.. stores.Select(static (store, at) => new MirroredStore($"store{at}", store))], record, time, logger);

    /// <summary>The ids of everything in a store, requests to vanish apart.</summary>
    public static async Task<IReadOnlyList<Bytes32>> IdsAsync(IEventStore store)
    {
        var sink = new CollectingSink();
        await store.QueryEventsAsync(new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, default);
        return [.. sink.Events.Where(static e => e.Kind != Kind.Vanish).Select(static e => e.Id)];
    }

    public static async Task AssertSameAsync(IEventStore one, IEventStore other) =>
        Assert.Equal(await IdsAsync(one), await IdsAsync(other));
}
