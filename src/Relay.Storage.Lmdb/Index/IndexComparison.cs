using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Compares the index with the log. Every event within the watermarks that was not removed must be in the index. Other events may be
/// in it or not, so their entries are looked up. The index must not have any other entry.
/// <para>
/// The comparison takes minutes, and a snapshot held that long would keep every page that a running relay frees. So it works in
/// slices, first through the records, then through the entries, and tells errors from changes by two facts: an indexed event that a
/// later snapshot of the log still has was indexed in the earlier snapshot of the index; and numbers that were indexed at the
/// beginning only ever lose entries. If a number has more entries than its record accounts for, they are too many; if it has fewer,
/// the event was removed meanwhile.
/// </para>
/// </summary>
sealed class IndexComparison(EventLog log, PostingIndex index, SliceBudget? budget = null)
{
    readonly SliceBudget _budget = budget ?? SliceBudget.Default;
    readonly TermList _terms = new();
    EntryBalance _balance = new(0, -1);
    long _missing;
    long _compared;
    long _counted;
    long _strays;

    /// <summary>Called between slices, when no snapshot is held.</summary>
    public Action? SliceEnded { get; init; }

    /// <summary>Gets the number of entries compared and counted so far.</summary>
    public Action<long>? Progress { get; init; }

    public StoreCheck Run(CancellationToken cancel)
    {
        var begin = index.Environment.GetInfo().LastTransaction;
        var (high, low) = index.ReadWatermarks();
        // Reads the index before the log, because the log had everything earlier that the index holds.
        var (newest, oldest) = log.ReadBounds();
        _balance = new EntryBalance(oldest, newest);
        for (var next = oldest; CompareSlice(ref next, newest);)
            EndSlice(cancel);
        CountEntries(index.Postings, static item => Posting.Read(item).Sequence, cancel);
        CountEntries(index.Ids, static item => NumberedKey.Read(item).Sequence, cancel);
        CountEntries(index.Expirations, static item => NumberedKey.Read(item).Sequence, cancel);
        if (DataFile.IsDeleted(index.Environment))
            throw new StoreException("The index was made anew while it was compared. Compare again.");
        // A pass may add entries outside the watermarks of the beginning. If no pass ran, those entries are known too.
        var isStill = index.Environment.GetInfo().LastTransaction == begin;
        return Report(_strays + (isStill ? _balance.Surplus(long.MinValue, long.MaxValue) : _balance.Surplus(low, high)));
    }

    StoreCheck Report(long surplus)
    {
        var differences = new List<string>();
        if (_missing > 0)
            differences.Add($"{_missing} entries are missing from the index");
        if (surplus > 0)
            differences.Add($"{surplus} entries of the index belong to no event");
        return new StoreCheck(_compared, differences);
    }

    void EndSlice(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Progress?.Invoke(_compared + _counted);
        SliceEnded?.Invoke();
    }

    bool CompareSlice(ref long next, long last)
    {
        var clock = new SliceClock(_budget);
        using var entries = index.Environment.OpenSnapshot();
        using var records = log.Environment.OpenSnapshot();
        var (high, low) = index.ReadWatermarks(entries);
        while (log.TryFirstAtLeast(in records, next, out var sequence, out var record) && sequence <= last)
        {
            Compare(entries, new EventView(record), sequence, isRequired: sequence >= low && sequence <= high
                && !log.IsRemoved(records, sequence));
            next = sequence + 1;
            clock.Step(_terms.Span.Length);
            if (clock.IsOver)
                return true;
        }
        return false;
    }

    void Compare(LmdbSnapshot entries, EventView e, long sequence, bool isRequired)
    {
        EventTerms.CollectStored(e, index.Hasher, _terms);
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> posting = stackalloc byte[Posting.Size];
        Posting.Of(e, sequence).Write(posting);
        foreach (var term in _terms.Span)
            Note(entries.ListContains(index.Postings, key[..term.WriteTo(key)], posting), sequence, isRequired);
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        new NumberedKey(e.Id.Prefix, sequence).Write(item);
        Note(entries.ListContains(index.Ids, PostingIndex.OneList, item), sequence, isRequired);
        if (!e.HasExpiration)
            return;
        new NumberedKey((ulong)e.Expiration, sequence).Write(item);
        Note(entries.ListContains(index.Expirations, PostingIndex.OneList, item), sequence, isRequired);
    }

    void Note(bool isPresent, long sequence, bool isRequired)
    {
        _compared++;
        if (isPresent)
            _balance.Add(sequence, -1);
        else if (isRequired)
            _missing++;
    }

    void CountEntries(LmdbTable table, Func<ReadOnlySpan<byte>, long> sequenceOf, CancellationToken cancel)
    {
        for (var walk = new ListWalk(table); CountSlice(walk, table.ItemBytes, sequenceOf);)
            EndSlice(cancel);
        EndSlice(cancel);
    }

    bool CountSlice(ListWalk walk, int itemBytes, Func<ReadOnlySpan<byte>, long> sequenceOf)
    {
        using var entries = index.Environment.OpenSnapshot();
        // Read after the snapshot was opened, so a number outside these bounds was never given out.
        var (newest, oldest) = log.ReadBounds();
        return walk.Next(in entries, new SliceClock(_budget), items =>
        {
            for (; !items.IsEmpty; items = items[itemBytes..])
            {
                var sequence = sequenceOf(items);
                _counted++;
                if (_balance.Covers(sequence))
                    _balance.Add(sequence, 1);
                else if (sequence < oldest || sequence > newest)
                    _strays++;
            }
        });
    }
}
