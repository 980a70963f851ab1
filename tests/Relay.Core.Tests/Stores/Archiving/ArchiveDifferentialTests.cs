using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>A store whose events go to archives at any moment reads like one store.</summary>
public sealed class ArchiveDifferentialTests
{
    const int Steps = 150;

    public static TheoryData<string> WrongOracles => WrongOracle.Names;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_random_history_reads_as_in_one_store(int seed) =>
        (await Run(seed, new QueryOracle()).RunAsync(Steps)).AssertIsWide(seed);

    [Theory]
    [MemberData(nameof(WrongOracles))]
    public async Task A_wrong_oracle_is_noticed(string wrong) =>
        await Assert.ThrowsAsync<DifferenceException>(() => Run(seed: 1, WrongOracle.Named(wrong)).RunAsync(Steps));

    static DifferentialRun Run(int seed, QueryOracle oracle) => new(seed, "archive", static time => new TwoArchives(time), oracle);

    /// <summary>One archive for some kinds, and one for the rest that is older.</summary>
    sealed class TwoArchives : IDifferentialStore
    {
        readonly InMemoryStore _first;
        readonly InMemoryStore _notes;
        readonly InMemoryStore _rest;
        readonly ArchiveStore _store;
        long _moved;

        public TwoArchives(FakeTime time)
        {
            (_first, _notes, _rest) = (new InMemoryStore(time), new InMemoryStore(time), new InMemoryStore(time));
            ArchivedStore[] archives =
            [
                new(new StoreRoute(_notes) { Name = "notes", Kinds = KindSet.Of(Kind.TextNote) }, TimeSpan.Zero),
                new(new StoreRoute(_rest) { Name = "rest" }, TimeSpan.FromSeconds(2)),
            ];
            _store = ArchiveStore.OpenAsync(_first, "first", archives, time, NullLogger.Instance).AsTask().GetAwaiter().GetResult();
            Store = new NumberedByFirst(_store, _first);
        }

        public bool HasNumbers => false;

        public ISequencedStore Store { get; }

        public string? Complaint => null;

        public async Task RearrangeAsync(RandomHistory history)
        {
            if (!history.Chance(0.2))
                return;
            _moved += await _store.MoveAsync(default);
            var stored = (await TestMirror.IdsAsync(_first)).ToHashSet();
            Assert.DoesNotContain(await EventsAsync(_notes), e => e.Kind == Kind.TextNote && stored.Contains(e.Id));
            Assert.DoesNotContain(await EventsAsync(_rest), e => ArchivedStore.Takes(e.Kind) && stored.Contains(e.Id));
        }

        public Task CheckAsync()
        {
            Assert.True(_moved > 20, $"only {_moved} events were moved");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => _store.DisposeAsync();

        static async Task<List<NostrEvent>> EventsAsync(InMemoryStore store)
        {
            var sink = new CollectingSink();
            await store.QueryEventsAsync(new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, default);
            return [.. sink.Events];
        }
    }
}
