using System.Diagnostics;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Writes entries into the index and commits after a given number of them. For one thread.</summary>
sealed class IndexSlice(PostingIndex index, int maximum, StoreMetrics? metrics = null) : IDisposable
{
    /// <summary>Items handed over in one call: as many as fit a small buffer on the stack.</summary>
    const int ItemsAtOnce = 128;

    LmdbWriteTransaction? _transaction;
    long _started;
    int _entries;

    /// <summary>Adds ascending postings to a term's list.</summary>
    public void AddPostings(in Term term, ReadOnlySpan<Posting> postings)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        key = key[..term.WriteTo(key)];
        Span<byte> items = stackalloc byte[ItemsAtOnce * Posting.Size];
        while (!postings.IsEmpty)
        {
            var count = Math.Min(ItemsAtOnce, postings.Length);
            for (var i = 0; i < count; i++)
                postings[i].Write(items[(i * Posting.Size)..]);
            Next(count).AddAllToList(index.Postings, key, items[..(count * Posting.Size)]);
            postings = postings[count..];
        }
    }

    public void RemovePosting(in Term term, Posting posting)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> item = stackalloc byte[Posting.Size];
        posting.Write(item);
        Next(1).RemoveFromList(index.Postings, key[..term.WriteTo(key)], item);
    }

    public void AddIds(ReadOnlySpan<NumberedKey> ids) => Add(index.Ids, ids);

    public void RemoveId(NumberedKey id) => Remove(index.Ids, id);

    public void AddExpirations(ReadOnlySpan<NumberedKey> expirations) => Add(index.Expirations, expirations);

    public void RemoveExpiration(NumberedKey expiration) => Remove(index.Expirations, expiration);

    /// <summary>
    /// Notes the log's position that the entries come from. Committed with the first entries, because an interrupted run leaves some
    /// behind.
    /// </summary>
    public void Start(LogPosition position) => index.WritePosition(Next(0), position);

    /// <summary>Commits the last slice together with the watermarks, and with the mark of the pass if it took removed events out.</summary>
    public void Finish(long high, long low, long? takenOut)
    {
        var transaction = Next(1);
        index.WriteWatermarks(transaction, high, low);
        if (takenOut is { } mark)
            index.WriteTakenOut(transaction, mark);
        Commit();
    }

    void Add(LmdbTable table, ReadOnlySpan<NumberedKey> entries)
    {
        Span<byte> items = stackalloc byte[ItemsAtOnce * NumberedKey.Size];
        while (!entries.IsEmpty)
        {
            var count = Math.Min(ItemsAtOnce, entries.Length);
            for (var i = 0; i < count; i++)
                entries[i].Write(items[(i * NumberedKey.Size)..]);
            Next(count).AddAllToList(table, PostingIndex.OneList, items[..(count * NumberedKey.Size)]);
            entries = entries[count..];
        }
    }

    void Remove(LmdbTable table, NumberedKey entry)
    {
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        entry.Write(item);
        Next(1).RemoveFromList(table, PostingIndex.OneList, item);
    }

    LmdbWriteTransaction Next(int entries)
    {
        if (_entries >= maximum)
            Commit();
        _entries += entries;
        return _transaction ?? Begin();
    }

    LmdbWriteTransaction Begin()
    {
        _transaction = index.Environment.BeginWrite();
        _started = Stopwatch.GetTimestamp();
        return _transaction;
    }

    void Commit()
    {
        var (transaction, entries) = (_transaction, _entries);
        _transaction = null;
        _entries = 0;
        if (transaction is null)
            return;
        using (transaction)
            transaction.Commit();
        metrics?.SliceEnded(entries, _started);
    }

    public void Dispose() => _transaction?.Dispose();
}
