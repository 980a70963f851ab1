namespace Relay.Storage.Lmdb;

/// <summary>
/// One LMDB environment: a folder with one data file. Thread-safe. Its owner disposes it. The file stays mapped until the last transaction
/// has ended.
/// </summary>
sealed class LmdbEnvironment : IDisposable
{
    /// <summary>The most bytes of a key, and of an item of a list.</summary>
    public const int MaxKeyBytes = 511;

    /// <summary>The smallest map with which the store starts, unless a smaller one was asked for.</summary>
    const long LeastMapBytes = 1L << 30;

    const uint OwnerReadsAndWrites = 0b110_000_000;
    const uint Compact = 1;

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
    public Func<LmdbError>? Fault { get; set; }

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
            catch (LmdbException exception) when (exception.Error == LmdbError.OutOfMemory)
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
        var result = LmdbNative.EnvironmentCreate(out var created);
        if (result != 0)
        {
            OpenPaths.Release(claimed);
            LmdbException.Throw(result, "create an environment");
        }

        // From here on the handle owns the claim: disposing the handle closes the environment and releases the path.
        var handle = new LmdbEnvironmentHandle(created, claimed);
        try
        {
            var doing = $"open the environment {claimed}";
            LmdbException.ThrowOnError(LmdbNative.EnvironmentSetMapSize(handle, (nuint)options.MapSizeBytes), doing);
            LmdbException.ThrowOnError(LmdbNative.EnvironmentSetMaxTables(handle, (uint)options.MaxTables), doing);
            LmdbException.ThrowOnError(LmdbNative.EnvironmentSetMaxReaders(handle, (uint)options.MaxReaders), doing);
            LmdbLockFile.Reserve(claimed, mayCreate: !options.ReadOnly);
            LmdbException.ThrowOnError(LmdbNative.EnvironmentOpen(handle, claimed, options.Flags, OwnerReadsAndWrites), doing);
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
                return exception.Error == LmdbError.Panic;
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
        var result = LmdbNative.TransactionBegin(Handle, 0, EnvironmentFlags.None, out var transaction);
        if (result != 0)
        {
            Handle.RemoveUser();
            LmdbException.Throw(result, "begin a write transaction");
        }

        Volatile.Write(ref _writerThread, Environment.CurrentManagedThreadId);
        return new LmdbWriteTransaction(this, transaction);
    }

    /// <summary>Makes all commits durable. Only needed if syncs are deferred.</summary>
    public void Sync(bool force) => LmdbException.ThrowOnError(LmdbNative.EnvironmentSync(Handle, force ? 1 : 0), "sync");

    /// <summary>Frees the reader slots of processes that died, and returns their number.</summary>
    public int ReaderCheck()
    {
        LmdbException.ThrowOnError(LmdbNative.ReaderCheck(Handle, out var dead), "check the readers");
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
        LmdbException.ThrowOnError(LmdbNative.EnvironmentCopy(Handle, path, Compact), $"copy the environment to {path}");
    }

    public LmdbEnvironmentInfo GetInfo()
    {
        LmdbException.ThrowOnError(LmdbNative.EnvironmentInfo(Handle, out var info), "inspect the environment");
        LmdbException.ThrowOnError(LmdbNative.EnvironmentStatistics(Handle, out var statistics), "inspect the environment");
        return new LmdbEnvironmentInfo(
            (long)info.MapSize, (int)statistics.PageSize, (long)info.LastPage + 1, (long)info.LastTransaction,
            (int)info.MaxReaders, (int)info.UsedReaders);
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
        LmdbException.ThrowOnError(
            LmdbNative.TransactionBegin(Handle, 0, EnvironmentFlags.ReadOnly, out var transaction), "begin a read transaction");
        try
        {
            var table = OpenTable(transaction, schema, TableFlags.None);
            // A table opened in a transaction outlives it only if the transaction commits, even a read transaction.
            var committed = transaction;
            transaction = 0;
            LmdbException.ThrowOnError(LmdbNative.TransactionCommit(committed), $"open the table {schema.Name}");
            return table;
        }
        finally
        {
            if (transaction != 0)
                LmdbNative.TransactionAbort(transaction);
        }
    }

    public LmdbTable OpenTable(nint transaction, LmdbTableSchema schema, TableFlags creation)
    {
        var doing = $"open the table {schema.Name}";
        LmdbException.ThrowOnError(LmdbNative.TableOpen(transaction, schema.Name, schema.Flags | creation, out var handle), doing);
        // LMDB ignores the requested flags for an existing table and reports no error.
        LmdbException.ThrowOnError(LmdbNative.TableGetFlags(transaction, handle, out var flags), doing);
        if (flags != schema.Flags)
            throw new LmdbException(LmdbError.Incompatible, $"The table {schema.Name} in {Path} is not of kind {schema.Kind}.");
        return new LmdbTable(this, schema, handle);
    }
}
