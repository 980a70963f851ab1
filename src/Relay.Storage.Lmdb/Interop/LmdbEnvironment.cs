using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>
/// One LMDB environment: a folder with one data file. Thread-safe. Its owner disposes it. The file stays mapped until the last transaction
/// has ended.
/// </summary>
sealed class LmdbEnvironment : IDisposable
{
    /// <summary>The most bytes of a key, and of an item of a list. LMDB 1.0 allows more, but the layout is for both formats.</summary>
    public const int MaxKeyBytes = 511;

    /// <summary>The smallest map with which the store starts, unless a smaller one was asked for.</summary>
    const long LeastMapBytes = 1L << 30;

    const UnixAccessMode OwnerReadsAndWrites = UnixAccessMode.OwnerRead | UnixAccessMode.OwnerWrite;

    readonly LmdbEnvironmentOptions _options;
    readonly LmdbReaderPool _readers;
    readonly Lock _tablesGate = new();
    readonly Dictionary<string, LmdbTable> _tables = new(StringComparer.Ordinal);
    int _writerThread;

    LmdbEnvironment(LmdbEnvironmentHandle handle, string path, LmdbEnvironmentOptions options)
    {
        Handle = handle;
        Path = path;
        _options = options;
        _readers = new LmdbReaderPool(this, Math.Max(1, options.MaxReaders - (options.MaxReaders / 8)));
    }

    public string Path { get; }

    /// <summary>The number of snapshots that are open.</summary>
    public int OpenSnapshots => _readers.Rented;

    /// <summary>If a test sets this, commits fail with its result instead of being written.</summary>
    public Func<MDBResultCode>? Fault { get; set; }

    public LmdbEnvironmentHandle Handle { get; }

    // LMDB numbers its two own tables 0 and 1.
    public int TableSlots => _options.MaxTables + 2;

    /// <summary>
    /// Opens the environment in the folder, which is created if it is missing, and frees the slots of readers that died. If the address
    /// space has no room for the map (some kernels have 39 bits, and a process may have a limit), the size is halved until it fits, and
    /// once more to leave room for the rest of the process. <see cref="GetInfo"/> gives the size taken.
    /// </summary>
    public static LmdbEnvironment Open(string path, LmdbEnvironmentOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MapSizeBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxTables);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxReaders);
        LmdbLibrary.EnsureAvailable();

        if (!options.ReadOnly)
            Directory.CreateDirectory(path);
        var least = Math.Max(LeastMapBytes, DataFile.LengthOf(path));
        for (var size = options.MapSizeBytes; ; size /= 2)
        {
            LmdbEnvironment environment;
            try
            {
                environment = OpenOnce(path, options with { MapSizeBytes = size });
            }
            catch (LmdbException exception) when (exception.SystemError == SystemError.OutOfMemory)
            {
                if (size / 2 >= least)
                    continue;
                throw new LmdbException(
                    exception.Error,
                    $"No {size >> 30} GiB of address space are free for {path}: raise the process's limit of virtual memory (ulimit -v).");
            }
            if (size == options.MapSizeBytes || size / 2 < least)
                return environment;
            environment.Dispose();
            return OpenOnce(path, options with { MapSizeBytes = size / 2 });
        }
    }

    static LmdbEnvironment OpenOnce(string path, LmdbEnvironmentOptions options)
    {
        var claimed = OpenPaths.Claim(path);
        var result = Mdb.mdb_env_create(out var created);
        if (result != MDBResultCode.Success)
        {
            OpenPaths.Release(claimed);
            LmdbException.Throw(result, "create an environment");
        }

        // From here on the handle owns the claim: disposing the handle closes the environment and releases the path.
        var handle = new LmdbEnvironmentHandle(created, claimed);
        try
        {
            var doing = $"open the environment {claimed}";
            LmdbException.ThrowOnError(Mdb.mdb_env_set_mapsize(created, (nint)options.MapSizeBytes), doing);
            LmdbException.ThrowOnError(Mdb.mdb_env_set_maxdbs(created, (uint)options.MaxTables), doing);
            LmdbException.ThrowOnError(Mdb.mdb_env_set_maxreaders(created, (uint)options.MaxReaders), doing);
            LmdbLockFile.Reserve(claimed, mayCreate: !options.ReadOnly);
            LmdbException.ThrowOnError(Mdb.mdb_env_open(created, claimed, options.Flags, OwnerReadsAndWrites), doing);
            var environment = new LmdbEnvironment(handle, claimed, options);
            environment.ReaderCheck();
            return environment;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a table. A missing table is created if the environment can be written. Must not be called on a thread with an open write
    /// transaction. Snapshots that are already open do not see a new table.
    /// </summary>
    public LmdbTable OpenTable(LmdbTableSchema schema)
    {
        ThrowIfWriting();
        lock (_tablesGate)
        {
            if (!_tables.TryGetValue(schema.Name, out var table))
                _tables.Add(schema.Name, table = _options.ReadOnly ? OpenExistingTable(schema) : OpenOrCreateTable(schema));
            if (table.Schema.Kind != schema.Kind || table.ItemBytes != schema.ItemBytes)
                throw new ArgumentException($"The table {schema.Name} is open with another schema.", nameof(schema));
            return table;
        }
    }

    /// <summary>
    /// Opens a view of the last commit. It pins the pages that it sees, so hold it for milliseconds and never as long as a client.
    /// </summary>
    public LmdbSnapshot OpenSnapshot() => new(_readers.Rent());

    /// <summary>
    /// Whether LMDB no longer answers because it could not write a meta page. Tries a call, so use it only after a failure.
    /// </summary>
    public bool HasPanicked
    {
        get
        {
            try
            {
                OpenSnapshot().Dispose();
                return false;
            }
            catch (LmdbException exception)
            {
                return exception.Error == MDBResultCode.Panic;
            }
        }
    }

    /// <summary>Begins the only write transaction, and waits while another thread or process has one.</summary>
    public LmdbWriteTransaction BeginWrite()
    {
        if (_options.ReadOnly)
            throw new InvalidOperationException($"The environment {Path} is open for reading only.");
        ThrowIfWriting();

        Handle.AddUser();
        var result = Mdb.mdb_txn_begin(Handle.Pointer, 0, TransactionBeginFlags.None, out var transaction);
        if (result != MDBResultCode.Success)
        {
            Handle.RemoveUser();
            LmdbException.Throw(result, "begin a write transaction");
        }

        Volatile.Write(ref _writerThread, Environment.CurrentManagedThreadId);
        return new LmdbWriteTransaction(this, transaction);
    }

    /// <summary>Makes all commits durable. Only needed if syncs are deferred.</summary>
    public void Sync(bool force)
    {
        using var call = Handle.Use();
        LmdbException.ThrowOnError(Mdb.mdb_env_sync(call.Pointer, force), "sync");
    }

    /// <summary>Frees the reader slots of processes that died, and returns their number.</summary>
    public int ReaderCheck()
    {
        using var call = Handle.Use();
        LmdbException.ThrowOnError(
            (MDBResultCode)Mdb.mdb_reader_check(call.Pointer, out var dead), "check the readers");
        return dead;
    }

    /// <summary>The readers of all processes, including those without a snapshot.</summary>
    public List<LmdbReaderSlot> ListReaders() => LmdbReaderTable.Read(Handle);

    /// <summary>
    /// Writes a copy without free pages into an empty folder. Writing may go on meanwhile; the pages that the copy sees are kept until it
    /// is done.
    /// </summary>
    public void CopyTo(string path)
    {
        Directory.CreateDirectory(path);
        using var call = Handle.Use();
        LmdbException.ThrowOnError(
            Mdb.mdb_env_copy2(call.Pointer, path, EnvironmentCopyFlags.Compact), $"copy the environment to {path}");
    }

    public LmdbEnvironmentInfo GetInfo()
    {
        using var call = Handle.Use();
        LmdbException.ThrowOnError(Mdb.mdb_env_info(call.Pointer, out var info), "inspect the environment");
        LmdbException.ThrowOnError(Mdb.mdb_env_stat(call.Pointer, out var statistics), "inspect the environment");
        return new LmdbEnvironmentInfo(
            info.me_mapsize, (int)statistics.ms_psize, info.me_last_pgno + 1, info.me_last_txnid,
            (int)info.me_maxreaders, (int)info.me_numreaders);
    }

    /// <summary>Bytes of the file that later transactions can use.</summary>
    public long CountFreeBytes()
    {
        using var snapshot = OpenSnapshot();
        return snapshot.FreePages() * GetInfo().PageBytes;
    }

    public void Dispose()
    {
        _readers.Close();
        Handle.Dispose();
    }

    public void EndWrite()
    {
        Volatile.Write(ref _writerThread, 0);
        Handle.RemoveUser();
    }

    // LMDB's write lock would wait for its own thread without end.
    void ThrowIfWriting()
    {
        if (Volatile.Read(ref _writerThread) == Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("This thread has an open write transaction already.");
    }

    LmdbTable OpenOrCreateTable(LmdbTableSchema schema)
    {
        using var transaction = BeginWrite();
        var table = transaction.OpenTable(schema);
        transaction.Commit();
        return table;
    }

    LmdbTable OpenExistingTable(LmdbTableSchema schema)
    {
        using var call = Handle.Use();
        LmdbException.ThrowOnError(
            Mdb.mdb_txn_begin(call.Pointer, 0, TransactionBeginFlags.ReadOnly, out var transaction),
            "begin a read transaction");
        try
        {
            var table = OpenTable(transaction, schema, DatabaseOpenFlags.None);
            // A table opened in a transaction outlives it only if the transaction commits, even a read transaction.
            var committed = transaction;
            transaction = 0;
            LmdbException.ThrowOnError(Mdb.mdb_txn_commit(committed), $"open the table {schema.Name}");
            return table;
        }
        finally
        {
            if (transaction != 0)
                Mdb.mdb_txn_abort(transaction);
        }
    }

    public LmdbTable OpenTable(nint transaction, LmdbTableSchema schema, DatabaseOpenFlags creation)
    {
        var doing = $"open the table {schema.Name}";
        LmdbException.ThrowOnError(Mdb.mdb_dbi_open(transaction, schema.Name, schema.Flags | creation, out var handle), doing);
        // LMDB ignores the requested flags for an existing table and reports no error.
        LmdbException.ThrowOnError(Mdb.mdb_dbi_flags(transaction, handle, out var flags), doing);
        if ((DatabaseOpenFlags)flags != schema.Flags)
            throw new LmdbException(MDBResultCode.Incompatible, $"The table {schema.Name} in {Path} is not of kind {schema.Kind}.");
        return new LmdbTable(this, schema, handle);
    }
}
