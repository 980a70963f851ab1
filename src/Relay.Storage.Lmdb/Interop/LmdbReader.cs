namespace Relay.Storage.Lmdb;

/// <summary>
/// A read transaction and its cursors, one per table, made once and used again: renewing costs no system call and no allocation.
/// Used by one thread at a time, through the snapshot whose stamp it carries.
/// </summary>
sealed class LmdbReader : IDisposable
{
    static int _lastStamp;

    // Commits take far longer than a renewal; that many in a row meet one only on a machine that has stopped.
    const int MaxAttempts = 100;

    readonly LmdbReaderPool _pool;
    readonly CursorSlot[] _cursors;
    nint _transaction;

    internal LmdbReader(LmdbEnvironment environment, LmdbReaderPool pool)
    {
        Environment = environment;
        _pool = pool;
        _cursors = new CursorSlot[environment.TableSlots];
        environment.Handle.AddUser();
        var result = LmdbNative.TransactionBegin(environment.Handle, 0, EnvironmentFlags.ReadOnly, out _transaction);
        if (result != 0)
        {
            environment.Handle.RemoveUser();
            LmdbException.Throw(result, "begin a read transaction");
        }

        SettleOnCommit();
        Stamp = NextStamp();
    }

    public LmdbEnvironment Environment { get; }

    public nint Transaction => _transaction;

    /// <summary>The number of the snapshot that may use this reader, unlike that of any other in the process; 0 while it is idle.</summary>
    public int Stamp { get; private set; }

    /// <summary>How often the snapshot has asked a table for something.</summary>
    public long Lookups { get; private set; }

    public void Renew()
    {
        LmdbException.ThrowOnError(LmdbNative.TransactionRenew(_transaction), "renew a read transaction");
        SettleOnCommit();
        Stamp = NextStamp();
        Lookups = 0;
    }

    /// <summary>Ends the snapshot and offers the reader to the next one.</summary>
    // LMDB notes the number of the last commit and then copies that commit's meta page, one of two that commits write in turn. A thread
    // that is held up in between for two commits copies a page that is being written, or one that is not announced yet, after which an
    // older snapshot may follow. While the page of the second commit is not written, neither can have happened; else the copy is made
    // again.
    void SettleOnCommit()
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            LmdbException.ThrowOnError(LmdbNative.EnvironmentInfo(Environment.Handle, out var info), "inspect the environment");
            if (info.LastTransaction <= LmdbNative.TransactionId(_transaction) + 1)
                return;
            LmdbNative.TransactionReset(_transaction);
            LmdbException.ThrowOnError(LmdbNative.TransactionRenew(_transaction), "renew a read transaction");
        }
    }

    public void Release()
    {
        Stamp = 0;
        LmdbNative.TransactionReset(_transaction);
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
                LmdbNative.CursorClose(slot.Cursor);
            slot = default;
        }

        LmdbNative.TransactionAbort(_transaction);
        _transaction = 0;
        Environment.Handle.RemoveUser();
    }

    nint Renew(ref CursorSlot slot, LmdbTable table)
    {
        LmdbException.ThrowOnError(
            slot.Cursor == 0
                ? LmdbNative.CursorOpen(_transaction, table.Handle, out slot.Cursor)
                : LmdbNative.CursorRenew(_transaction, slot.Cursor),
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
