using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>Writes entries into the index, committing every so many. Used by one thread.</summary>
sealed class IndexSlice(PostingIndex index, int maximum) : IDisposable
{
    LmdbWriteTransaction? _transaction;
    int _entries;

    public void AddPosting(in Term term, Posting posting)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> item = stackalloc byte[Posting.Size];
        posting.Write(item);
        Next().AddToList(index.Postings, key[..term.WriteTo(key)], item);
    }

    public void RemovePosting(in Term term, Posting posting)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> item = stackalloc byte[Posting.Size];
        posting.Write(item);
        Next().RemoveFromList(index.Postings, key[..term.WriteTo(key)], item);
    }

    public void AddId(NumberedKey id) => Add(index.Ids, id);

    public void RemoveId(NumberedKey id) => Remove(index.Ids, id);

    public void AddExpiration(NumberedKey expiration) => Add(index.Expirations, expiration);

    public void RemoveExpiration(NumberedKey expiration) => Remove(index.Expirations, expiration);

    /// <summary>Commits the last slice together with the watermarks.</summary>
    public void Finish(long high, long low)
    {
        index.WriteWatermarks(Next(), high, low);
        Commit();
    }

    void Add(LmdbTable table, NumberedKey entry)
    {
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        entry.Write(item);
        Next().AddToList(table, PostingIndex.OneList, item);
    }

    void Remove(LmdbTable table, NumberedKey entry)
    {
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        entry.Write(item);
        Next().RemoveFromList(table, PostingIndex.OneList, item);
    }

    LmdbWriteTransaction Next()
    {
        if (_entries++ >= maximum)
            Commit();
        return _transaction ??= index.Environment.BeginWrite();
    }

    void Commit()
    {
        var transaction = _transaction;
        _transaction = null;
        _entries = 0;
        using (transaction)
            transaction?.Commit();
    }

    public void Dispose() => _transaction?.Dispose();
}
