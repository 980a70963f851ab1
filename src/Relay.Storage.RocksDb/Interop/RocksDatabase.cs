using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Relay.Core;

namespace Relay.Storage.RocksDb;

/// <summary>An open database. Thread-safe. It is closed when the last use of it has ended.</summary>
sealed class RocksDatabase
{
    const int Closing = 1 << 30;

    /// <summary>More than there are processors on most machines. Others are made for one use.</summary>
    const int KeptSessions = 64;

    readonly ConcurrentBag<ReadSession> _sessions = [];
    readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly RocksSettings _settings;
    readonly nint _write = Rocks.rocksdb_writeoptions_create();
    readonly nint[] _families;
    int _uses;

    RocksDatabase(nint handle, nint[] families, RocksSettings settings)
    {
        Handle = handle;
        _families = families;
        _settings = settings;
        Rocks.rocksdb_writeoptions_set_sync(_write, 1);
    }

    public nint Handle { get; }

    public nint this[RocksFamily family] => _families[(int)family];

    /// <summary>The names of the families in a folder; none if there is no database.</summary>
    public static unsafe string[] FamiliesIn(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "CURRENT")))
            return [];
        var options = Rocks.rocksdb_options_create();
        var names = Rocks.rocksdb_list_column_families(options, folder, out var count, out var error);
        Rocks.rocksdb_options_destroy(options);
        RocksException.ThrowIf(error);
        var found = new string[(int)count];
        for (var i = 0; i < found.Length; i++)
            found[i] = Marshal.PtrToStringUTF8((nint)names[i])!;
        Rocks.rocksdb_list_column_families_destroy(names, count);
        return found;
    }

    /// <summary>Opens or creates a database with all families. Throws <see cref="RocksException"/>.</summary>
    public static unsafe RocksDatabase Open(string folder, RocksDbOptions options)
    {
        var settings = new RocksSettings(options);
        var names = stackalloc byte*[RocksSettings.Names.Length];
        for (var i = 0; i < RocksSettings.Names.Length; i++)
            names[i] = (byte*)Marshal.StringToCoTaskMemUTF8(RocksSettings.Names[i]);
        var families = new nint[RocksSettings.Names.Length];
        try
        {
            fixed (nint* familyOptions = settings.Families, handles = families)
            {
                var handle = Rocks.rocksdb_open_column_families(
                    settings.Database, folder, families.Length, names, familyOptions, handles, out var error);
                RocksException.ThrowIf(error);
                return new RocksDatabase(handle, families, settings);
            }
        }
        catch
        {
            settings.Dispose();
            throw;
        }
        finally
        {
            for (var i = 0; i < families.Length; i++)
                Marshal.FreeCoTaskMem((nint)names[i]);
        }
    }

    /// <summary>Begins a use. Throws <see cref="StoreBrokenException"/> if the database is being closed.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref _uses) < Closing)
            return;
        Leave();
        throw new StoreBrokenException("error: the store was closed");
    }

    /// <summary>Ends a use.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == Closing)
            _idle.TrySetResult();
    }

    /// <summary>Takes a snapshot for reading.</summary>
    public ReadSession OpenSession()
    {
        Enter();
        try
        {
            var session = _sessions.TryTake(out var kept) ? kept : new ReadSession(this);
            session.Begin();
            return session;
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Takes back a session that has ended.</summary>
    public void Return(ReadSession session)
    {
        if (_sessions.Count < KeptSessions)
            _sessions.Add(session);
        else
            session.Free();
        Leave();
    }

    /// <summary>Commits a batch, synced to disk.</summary>
    public unsafe void Write(nint batch)
    {
        Enter();
        try
        {
            Rocks.rocksdb_write(Handle, _write, batch, out var error);
            RocksException.ThrowIf(error, isOfWrite: true);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Makes a copy of the database in a folder that does not exist. Tables are linked where the file system allows it.</summary>
    public unsafe void Checkpoint(string folder)
    {
        Enter();
        try
        {
            var checkpoint = Rocks.rocksdb_checkpoint_object_create(Handle, out var error);
            RocksException.ThrowIf(error);
            // The log is copied as it is, so that a backup of a busy store does not make small tables.
            Rocks.rocksdb_checkpoint_create(checkpoint, folder, ulong.MaxValue, out error);
            Rocks.rocksdb_checkpoint_object_destroy(checkpoint);
            RocksException.ThrowIf(error);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A number that RocksDB keeps about a family; 0 if it has none of this name.</summary>
    public long Property(RocksFamily family, string name) =>
        Rocks.rocksdb_property_int_cf(Handle, this[family], name, out var value) == 0 ? (long)value : 0;

    /// <summary>Waits for the uses to end and closes the database. To be called once.</summary>
    public async Task CloseAsync()
    {
        if (Interlocked.Add(ref _uses, Closing) == Closing)
            _idle.TrySetResult();
        await _idle.Task;
        Close();
    }

    /// <summary>
    /// Writes the buffers to tables, so that the next start reads no log back. If that fails, the log still has everything.
    /// </summary>
    unsafe void Flush()
    {
        var options = Rocks.rocksdb_flushoptions_create();
        foreach (var family in _families)
        {
            Rocks.rocksdb_flush_cf(Handle, options, family, out var error);
            Rocks.rocksdb_free(error);
        }
        Rocks.rocksdb_flushoptions_destroy(options);
    }

    /// <summary>Closes a database that nobody uses.</summary>
    public void Close()
    {
        while (_sessions.TryTake(out var session))
            session.Free();
        Flush();
        foreach (var family in _families)
            Rocks.rocksdb_column_family_handle_destroy(family);
        Rocks.rocksdb_close(Handle);
        Rocks.rocksdb_writeoptions_destroy(_write);
        _settings.Dispose();
    }
}
