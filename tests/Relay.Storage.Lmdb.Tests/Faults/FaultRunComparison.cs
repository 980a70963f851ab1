using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Checks the store of a <see cref="FaultRun"/> after its process has ended: its files, index, log, and its answers.</summary>
sealed class FaultRunComparison(string path, FakeTime time, RandomHistory history)
{
    const int Questions = 8;

    readonly QueryOracle _oracle = new();
    readonly LogLines _log = new();
    LmdbEventStore _store = null!;

    /// <summary>Returns all events in the store, after the checks that need no knowledge of what was sent.</summary>
    public async Task<IReadOnlyList<NostrEvent>> RunAsync()
    {
        Check("as it was left");
        var options = new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0 };
        IReadOnlyList<NostrEvent> there;
        await using (_store = LmdbEventStore.Open(options, TemporaryStore.SmallBounds, time, _log))
        {
            there = await LookAsync();
            await _store.IndexAsync();
            var indexed = await LookAsync();
            if (!indexed.Select(static e => e.Id).SequenceEqual(there.Select(static e => e.Id)))
                throw new DifferenceException($"{there.Count} events are there before a pass and {indexed.Count} after it");
        }
        if (_log.All.FirstOrDefault(static line => !line.StartsWith("Debug", StringComparison.Ordinal)) is { } line)
            throw new DifferenceException($"opened again the store says {line}");
        Check("indexed");
        return there;
    }

    /// <summary>Runs the check of <c>relay info --check</c>.</summary>
    void Check(string when)
    {
        using var reader = StoreReader.Open(path, looksThroughFiles: true);
        var check = reader.Check();
        if (check.Differences.Count > 0 || check.Files != "sound")
            throw new DifferenceException($"{when}, the files are {check.Files}: {string.Join("; ", check.Differences)}");
    }

    async Task<IReadOnlyList<NostrEvent>> LookAsync()
    {
        var there = await AskAsync(Visibility.Everything, new Filter());
        var ids = there.Select(static e => e.Id).ToHashSet();
        if (ids.Count < there.Count)
            throw new DifferenceException("events are found twice");
        if (!ids.SetEquals(_store.ReadSequence(0, long.MaxValue).Select(static e => e.Id)))
            throw new DifferenceException("index and log have other events");
        var versions = there.Where(static e => Kind.IsReplaced(e.Kind)).Select(static e => EventAddress.Of(e.View)).ToList();
        if (versions.Distinct().Count() < versions.Count)
            throw new DifferenceException("there are two versions of an address");
        for (var i = 0; i < Questions; i++)
            await CompareAsync(there, history.NextFilters(), history.NextVisibility());
        return there;
    }

    async Task CompareAsync(IReadOnlyList<NostrEvent> there, NaiveFilter[] naive, Visibility visibility)
    {
        Filter[] filters = [.. naive.Select(static filter => filter.ToFilter())];
        var visible = there.Where(e => visibility.CanSee(e.View)).Select(NaiveEvent.Of).ToList();
        var found = (await AskAsync(visibility, filters)).Select(static e => e.Id.ToString()).ToList();
        var expected = _oracle.Query(naive, visible);
        if (!found.SequenceEqual(expected))
            throw new DifferenceException($"{string.Join<NaiveFilter>(" ", naive)} finds {found.Count} events, not these {expected.Count}");
        var count = await _store.CountEventsAsync(new EventQuery { Filters = filters, Visibility = visibility }, default);
        if (count != _oracle.Count(naive, visible))
            throw new DifferenceException($"{string.Join<NaiveFilter>(" ", naive)} counts {count}, not {_oracle.Count(naive, visible)}");
    }

    async Task<IReadOnlyList<NostrEvent>> AskAsync(Visibility visibility, params Filter[] filters)
    {
        var sink = new CollectingSink();
        await _store.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = visibility }, sink, default);
        return sink.Events;
    }
}
