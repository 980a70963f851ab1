using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>
/// Writes the changes of a commit into one batch. Keys of events contain their numbers, so each is written once and removed once. Used by
/// one commit at a time.
/// </summary>
sealed class RowWriter(StoreParts parts) : IDisposable
{
    readonly RocksBatch _batch = new(parts.Database);
    readonly TermList _terms = new();

    /// <summary>Commits the changes, synced to disk.</summary>
    public void Commit(EngineChanges changes)
    {
        try
        {
            Collect(changes);
        }
        catch
        {
            // Nothing of it may get into the next commit.
            _batch.Clear();
            throw;
        }
        if (changes.Removed.Count > 0)
            CommitRemoval(changes.Removed);
        else
            _batch.Commit();
        parts.Cache.Add(changes.Added);
    }

    public void Dispose() => _batch.Dispose();

    void Collect(EngineChanges changes)
    {
        foreach (var row in changes.Removed)
            Remove(row);
        foreach (var row in changes.Added)
            Add(row);
        foreach (var (key, value) in changes.State)
        {
            if (value is { } bytes)
                _batch.Put(RocksFamily.State, key.Span, bytes.Span);
            else
                _batch.Delete(RocksFamily.State, key.Span);
        }
    }

    void CommitRemoval(List<CommittedEvent> removed)
    {
        parts.Cache.BeginRemoval(removed);
        try
        {
            _batch.Commit();
        }
        finally
        {
            parts.Cache.EndRemoval();
        }
    }

    void Add(CommittedEvent row)
    {
        var e = row.Event.View;
        Span<byte> sequence = stackalloc byte[SequenceKey.Size];
        SequenceKey.Write(row.Sequence, sequence);
        _batch.Put(RocksFamily.Events, sequence, e.Record);
        Span<byte> id = stackalloc byte[NumberedKey.Size];
        new NumberedKey(e.Id.Prefix, row.Sequence).Write(id);
        _batch.Put(RocksFamily.Ids, id, []);
        EventTerms.CollectStored(e, parts.Hasher, _terms);
        Span<byte> key = stackalloc byte[ListKey.Size];
        ListKey.WritePosting(Posting.Of(e, row.Sequence), key);
        foreach (ref readonly var term in _terms.Span)
        {
            ListKey.WritePrefix(term, key);
            _batch.Put(RocksFamily.Postings, key, []);
        }
    }

    void Remove(CommittedEvent row)
    {
        var e = row.Event.View;
        Span<byte> sequence = stackalloc byte[SequenceKey.Size];
        SequenceKey.Write(row.Sequence, sequence);
        _batch.DeleteOnce(RocksFamily.Events, sequence);
        Span<byte> id = stackalloc byte[NumberedKey.Size];
        new NumberedKey(e.Id.Prefix, row.Sequence).Write(id);
        _batch.DeleteOnce(RocksFamily.Ids, id);
        EventTerms.CollectStored(e, parts.Hasher, _terms);
        Span<byte> key = stackalloc byte[ListKey.Size];
        ListKey.WritePosting(Posting.Of(e, row.Sequence), key);
        foreach (ref readonly var term in _terms.Span)
        {
            ListKey.WritePrefix(term, key);
            _batch.DeleteOnce(RocksFamily.Postings, key);
        }
    }
}
