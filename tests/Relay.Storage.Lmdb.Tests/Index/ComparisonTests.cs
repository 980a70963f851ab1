using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Index and log are compared while a writer runs: errors are reported, changes are not.</summary>
public sealed class ComparisonTests
{
    static readonly Bytes32[] Authors = [Unsigned.Key("a"), Unsigned.Key("b"), Unsigned.Key("c")];

    /// <summary>One slice for every record and every page.</summary>
    static readonly SliceBudget Smallest = new(TimeSpan.Zero, 1);

    [Fact]
    public async Task No_snapshot_outlives_a_slice()
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        var slices = 0;
        var check = Compare(test, () =>
        {
            slices++;
            Assert.Equal(0, test.Store.Log.Environment.OpenSnapshots + test.Store.Index.Environment.OpenSnapshots);
        });
        Assert.Empty(check.Differences);
        Assert.True(slices > 200, $"only {slices} slices");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Passes_between_slices_are_no_difference(int seed)
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        using var writer = new Interference(test, seed);
        var check = Compare(test, writer.Act);

        Assert.Empty(check.Differences);
        Assert.True(writer.Passes > 20, $"only {writer.Passes} passes");
        await test.CheckAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_wrong_is_found_beside_passes(int seed)
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        // For an event that nobody removes: one entry is missing, and one is under a term that the event does not have.
        var kept = Unsigned.Note(Unsigned.Key("kept"), test.Time.Now - 500, "kept");
        var sequence = (await test.AdmitAsync(kept))[0].Sequence;
        await test.Store.IndexAsync();
        Damage(test, kept, sequence);
        using var writer = new Interference(test, seed);
        var check = Compare(test, writer.Act);

        Assert.Equal(["1 entries are missing from the index", "3 entries of the index belong to no event"], check.Differences);
        Assert.True(writer.Passes > 20, $"only {writer.Passes} passes");
    }

    [Fact]
    public async Task Where_no_pass_runs_entries_of_unindexed_events_are_known_too()
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        var unindexed = Unsigned.Note(Authors[0], test.Time.Now, "unindexed");
        var sequence = (await test.AdmitAsync(unindexed))[0].Sequence;
        Add(test, Term.Kind(Kind.TextNote), Posting.Of(unindexed.View, sequence));
        Assert.Empty(Compare(test, static () => { }).Differences);
        Add(test, Term.Kind(Kind.Metadata), Posting.Of(unindexed.View, sequence));
        Assert.Equal(["1 entries of the index belong to no event"], Compare(test, static () => { }).Differences);
    }

    [Fact]
    public async Task Events_that_a_pass_indexes_after_their_records_were_read_are_no_difference()
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        var (log, slices, indexed) = (test.Store.Log, 0, 0);
        int records;
        using (var snapshot = log.Environment.OpenSnapshot())
            records = (int)log.Count(snapshot);
        // The records of two removed events are kept.
        records += 2;
        var check = Compare(test, () =>
        {
            if (++slices != records)
                return;
            indexed = test.Store.Tail.Events;
            test.Store.IndexAsync().Within("the pass").GetAwaiter().GetResult();
        });

        Assert.Empty(check.Differences);
        Assert.Equal(2, indexed);
    }

    [Fact]
    public async Task A_comparison_can_be_given_up_between_slices()
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        using var cancel = new CancellationTokenSource();
        var slices = 0;
        var comparison = new IndexComparison(test.Store.Log, test.Store.Index, Smallest)
        {
            SliceEnded = () =>
            {
                if (++slices == 5)
                    cancel.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => comparison.Run(cancel.Token));
        Assert.Equal(5, slices);
        Assert.Equal(0, test.Store.Log.Environment.OpenSnapshots);
    }

    [Fact]
    public async Task An_index_that_was_made_anew_meanwhile_is_not_judged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at /proc");
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        await test.CloseAsync();
        using var reader = StoreReader.Open(test.Path);
        Directory.Delete(Path.Combine(test.Path, "index"), recursive: true);
        var error = Assert.Throws<StoreException>(() => reader.Check(cancel: TestContext.Current.CancellationToken));
        Assert.Equal("The index was made anew while it was compared. Compare again.", error.Message);
    }

    [Fact]
    public void Sums_that_neighbours_share_still_find_what_is_wrong()
    {
        var balance = new EntryBalance(100, 100 + (3L << 20));
        Assert.True(balance.Covers(100));
        Assert.False(balance.Covers(99));
        Assert.False(balance.Covers(100 + (5L << 20)));
        balance.Add(104, 3);
        balance.Add(105, -1);
        balance.Add(5000, -2);
        Assert.Equal(2, balance.Surplus(100, 1000));
        Assert.Equal(0, balance.Surplus(105, 1000));
        Assert.Equal(2, balance.Surplus(long.MinValue, long.MaxValue));
        Assert.False(new EntryBalance(5, 4).Covers(5));
    }

    [Fact]
    public async Task What_is_not_yet_indexed_is_counted_whatever_was_removed()
    {
        await using var test = TemporaryStore.Open();
        var old = Unsigned.Many(30, i => Unsigned.Note(Authors[0], test.Time.Now - i, $"old {i}"));
        await test.PlaceAsync(Placement.Index, old);
        await test.AdmitAsync(Unsigned.Deletion(Authors[0], test.Time.Now, old[..20]));
        Assert.Equal(1, Unindexed(test));
        await test.AdmitAsync(Unsigned.Many(5, i => Unsigned.Note(Authors[1], test.Time.Now - i, $"new {i}")));
        await test.BackfillAsync(Unsigned.Many(4, i => Unsigned.Note(Authors[1], test.Time.Now - 100 - i, $"history {i}")));
        Assert.Equal(10, Unindexed(test));
        await test.AdmitAsync(Unsigned.Many(50, i => Unsigned.Note(Authors[2], test.Time.Now - i, $"more {i}")));
        Assert.Equal(60, Unindexed(test));
        object[] some = [.. await test.QueryAsync(new Filter { Authors = [Authors[2]], Limit = 10 })];
        await test.AdmitAsync(Unsigned.Deletion(Authors[2], test.Time.Now, some));
        Assert.Equal(51, Unindexed(test));
        await test.Store.IndexAsync();
        Assert.Equal(0, Unindexed(test));
    }

    static long Unindexed(TemporaryStore test)
    {
        var (log, index) = (test.Store.Log, test.Store.Index);
        using var snapshot = log.Environment.OpenSnapshot();
        return StoreReader.CountUnindexed(log, index, log.Count(snapshot), TestContext.Current.CancellationToken);
    }

    static StoreCheck Compare(TemporaryStore test, Action between) =>
        new IndexComparison(test.Store.Log, test.Store.Index, Smallest) { SliceEnded = between }.Run(TestContext.Current.CancellationToken);

    /// <summary>Stored, removed, unindexed and imported events.</summary>
    static async Task FillAsync(TemporaryStore test)
    {
        var notes = Unsigned.Many(120, i => Unsigned.Note(Authors[i % 3], test.Time.Now - i % 7, $"{i}", ["t", $"{i % 5}"]));
        await test.PlaceAsync(Placement.Index, notes);
        await test.BackfillAsync(Unsigned.Many(60, i => Unsigned.Note(Authors[i % 3], test.Time.Now - 1000 - i, $"old {i}")));
        await test.Store.IndexAsync();
        var deletion = Unsigned.Deletion(Authors[0], test.Time.Now, notes[0], notes[3]);
        await test.AdmitAsync(deletion, Unsigned.Note(Authors[1], test.Time.Now, "last"));
    }

    static void Damage(TemporaryStore test, NostrEvent e, long sequence)
    {
        Add(test, Term.Kind(Kind.Metadata), Posting.Of(e.View, sequence));
        using var transaction = test.Store.Index.Environment.BeginWrite();
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        new NumberedKey(e.Id.Prefix, sequence).Write(item);
        Assert.True(transaction.RemoveFromList(test.Store.Index.Ids, PostingIndex.OneList, item));
        // The same number under another id, and a number that was never given out.
        new NumberedKey(e.Id.Prefix + 1, sequence).Write(item);
        transaction.AddToList(test.Store.Index.Ids, PostingIndex.OneList, item);
        new NumberedKey(7, 7).Write(item);
        transaction.AddToList(test.Store.Index.Ids, PostingIndex.OneList, item);
        transaction.Commit();
    }

    static void Add(TemporaryStore test, Term term, Posting posting)
    {
        using var transaction = test.Store.Index.Environment.BeginWrite();
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> item = stackalloc byte[Posting.Size];
        posting.Write(item);
        transaction.AddToList(test.Store.Index.Postings, key[..term.WriteTo(key)], item);
        transaction.Commit();
    }
}
