using System.Diagnostics.CodeAnalysis;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// One moment of the store for one reader: the tail, a snapshot of the index and one of the log, taken in this order. Everything that has
/// left the tail is then in the index, and every number in either is in the log. If the indexer began a pass meanwhile, all three are taken
/// again, because the pass may have taken events out of the index whose removal the tail does not know.
/// </summary>
readonly ref partial struct StoreView : IDisposable
{
    readonly EventLog _log;
    readonly PostingIndex _index;

    public StoreView(TailHolder tail, PostingIndex index, EventLog log)
    {
        _log = log;
        _index = index;
        do
        {
            Index.Dispose();
            Log.Dispose();
            Tail = tail.Current;
            Index = index.Environment.OpenSnapshot();
            try
            {
                Log = log.Environment.OpenSnapshot();
            }
            catch
            {
                Index.Dispose();
                throw;
            }
        }
        while (tail.Current.Passes != Tail.Passes);
        IsDisjoint = Tail.Sealed.Length == 0 && !Tail.OverlapsIndex;
    }

    public readonly Tail Tail;

    public readonly LmdbSnapshot Index;

    public readonly LmdbSnapshot Log;

    /// <summary>Whether nothing in the tail is also in the index, because no pass of the indexer is unfinished.</summary>
    public readonly bool IsDisjoint;

    public TermHasher Hasher => _index.Hasher;

    public LmdbTable Postings => _index.Postings;

    public LmdbTable Ids => _index.Ids;

    public LmdbTable Expirations => _index.Expirations;

    public LmdbTable Removed => _log.Removed;

    /// <summary>The record of a number. False if the event was removed.</summary>
    [UnscopedRef]
    public bool TryGetRecord(long sequence, out ReadOnlySpan<byte> record) => TryGetRecord(sequence, Removal.Present, out record);

    /// <summary>The record for a reader with this bound, which still sees an event that a later number has replaced.</summary>
    [UnscopedRef]
    public bool TryGetRecord(long sequence, long bound, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (Tail.IsRemoved(sequence, bound))
            return false;
        var (table, key) = _log.KeyOf(sequence);
        return Log.TryGet(table, key, out record);
    }

    /// <summary>Finds a stored event by its id, for a reader with this bound.</summary>
    public bool TryFind(in Bytes32 id, long bound, out long sequence) => new IdWalk(id, bound).MoveNext(this, out sequence, out _);

    /// <summary>Whether readers find a stored event: it has not expired, and its key is not vanishing.</summary>
    public bool Exists(EventView e, long now) => !e.IsExpiredAt(now) && !Tail.IsVanishing(e);

    public void Dispose()
    {
        Log.Dispose();
        Index.Dispose();
    }
}
