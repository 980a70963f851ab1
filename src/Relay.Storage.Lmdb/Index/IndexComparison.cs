using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Compares the index with what the log says it must hold. Events outside the watermarks and removed ones may be in the index or
/// not (their entries are found by looking), every other event must be, and nothing else.
/// </summary>
sealed class IndexComparison(EventLog log, PostingIndex index)
{
    readonly TermList _terms = new();
    long _missing;
    long _present;
    long _compared;

    public StoreCheck Run()
    {
        // The index first: what it holds, the log had before.
        using var entries = index.Environment.OpenSnapshot();
        using var records = log.Environment.OpenSnapshot();
        var (high, low) = index.ReadWatermarks(entries);
        for (long from = 0; log.TryFirstAtLeast(in records, from, out var sequence, out var record); from = sequence + 1)
            Compare(entries, new EventView(record), sequence, isRequired: sequence >= low && sequence <= high && !log.IsRemoved(records, sequence));
        var differences = new List<string>();
        if (_missing > 0)
            differences.Add($"{_missing} entries are missing from the index");
        var surplus = entries.Entries(index.Postings) + entries.Entries(index.Ids) + entries.Entries(index.Expirations) - _present;
        if (surplus != 0)
            differences.Add($"{surplus} entries of the index belong to no event");
        return new StoreCheck(_compared, differences);
    }

    void Compare(LmdbSnapshot entries, EventView e, long sequence, bool isRequired)
    {
        EventTerms.CollectStored(e, index.Hasher, _terms);
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> posting = stackalloc byte[Posting.Size];
        Posting.Of(e, sequence).Write(posting);
        foreach (var term in _terms.Span)
            Note(entries.ListContains(index.Postings, key[..term.WriteTo(key)], posting), isRequired);
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        new NumberedKey(e.Id.Prefix, sequence).Write(item);
        Note(entries.ListContains(index.Ids, PostingIndex.OneList, item), isRequired);
        if (!e.HasExpiration)
            return;
        new NumberedKey((ulong)e.Expiration, sequence).Write(item);
        Note(entries.ListContains(index.Expirations, PostingIndex.OneList, item), isRequired);
    }

    void Note(bool isPresent, bool isRequired)
    {
        _compared++;
        if (isPresent)
            _present++;
        else if (isRequired)
            _missing++;
    }
}
