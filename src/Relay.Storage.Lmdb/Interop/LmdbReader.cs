using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A read transaction with one cursor per table. It is created once and reused: renewing costs no system call and no allocation. One thread
/// uses it at a time, through the snapshot with the same stamp.
/// </summary>
sealed class LmdbReader : IDisposable
{
    static int _lastStamp;

    // A commit takes far longer than a renewal. Only on a machine that is suspended again and again could this many tries all meet one.
    const int MaxAttempts = 100;

    readonly LmdbReaderPool _pool;
    readonly CursorSlot[] _cursors;
    nint _transaction;

    public LmdbReader(LmdbEnvironment environment, LmdbReaderPool pool)
    {
        Environment = environment;
        _pool = pool;
        _cursors = new CursorSlot[environment.TableSlots];
        environment.Handle.AddUser();
        var result = Mdb.mdb_txn_begin(environment.Handle.Pointer, 0, TransactionBeginFlags.ReadOnly, out _transaction);
        if (result != MDBResultCode.Success)
        {
            environment.Handle.RemoveUser();
            LmdbException.Throw(result, "begin a read transaction");
        }

        SettleOnCommit();
        Stamp = NextStamp();
    }

    public LmdbEnvironment Environment { get; }

    public nint Transaction => _transaction;

    /// <summary>The number of the snapshot that may use this reader, unique in the process; 0 while the reader is idle.</summary>
    public int Stamp { get; private set; }

    /// <summary>The number of lookups of the current snapshot in any table.</summary>
    public long Lookups { get; private set; }

    public void Renew()
    {
        LmdbException.ThrowOnError(Mdb.mdb_txn_renew(_transaction), "renew a read transaction");
        SettleOnCommit();
        Stamp = NextStamp();
        Lookups = 0;
    }

    // LMDB notes the number of the last commit and then copies that commit's meta page, one of two that commits write in turn. A thread
    // that is held up between the two steps for two commits may copy a page that is being written, or one of a commit that is not announced
    // yet; a later snapshot could then be older. Neither can have happened if the second commit's page is not written yet. Otherwise the
    // copy is made again.
    void SettleOnCommit()
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            LmdbException.ThrowOnError(Mdb.mdb_env_info(Environment.Handle.Pointer, out var info), "inspect the environment");
            if ((nuint)info.me_last_txnid <= Mdb.mdb_txn_id(_transaction) + 1)
                return;
            Mdb.mdb_txn_reset(_transaction);
            LmdbException.ThrowOnError(Mdb.mdb_txn_renew(_transaction), "renew a read transaction");
        }
    }

    /// <summary>Ends the snapshot and offers the reader to the next one.</summary>
    public void Release()
    {
        Stamp = 0;
        Mdb.mdb_txn_reset(_transaction);
        _pool.Return(this);
    }

    public nint CursorFor(LmdbTable table)
    {
        Lookups++;
        ref var slot = ref _cursors[table.Handle];
        return slot.Stamp == Stamp ? slot.Cursor : Renew(ref slot, table);
    }

    public void Dispose()
    {
        if (_transaction == 0)
            return;
        Stamp = 0;
        foreach (ref var slot in _cursors.AsSpan())
        {
            if (slot.Cursor != 0)
                Mdb.mdb_cursor_close(slot.Cursor);
            slot = default;
        }

        Mdb.mdb_txn_abort(_transaction);
        _transaction = 0;
        Environment.Handle.RemoveUser();
    }

    nint Renew(ref CursorSlot slot, LmdbTable table)
    {
        LmdbException.ThrowOnError(
            slot.Cursor == 0
                ? Mdb.mdb_cursor_open(_transaction, table.Handle, out slot.Cursor)
                : Mdb.mdb_cursor_renew(_transaction, slot.Cursor),
            "open a cursor");
        slot.Stamp = Stamp;
        return slot.Cursor;
    }

    static int NextStamp()
    {
        int stamp;
        do
        {
            stamp = Interlocked.Increment(ref _lastStamp);
        }
        while (stamp == 0);
        return stamp;
    }

    struct CursorSlot
    {
        public nint Cursor;
        public int Stamp;
    }
}
