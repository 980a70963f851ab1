using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The environment <c>log</c>: all stored events, synced at every commit. The index is derived from it.
/// <code>
/// events      sequence → packed record, of live events
/// history     complement of the sequence → packed record, of imported ones; see KeyOf
/// removed     sequence → see Removal; its record stays in events or history until the index has forgotten it
/// tombstones  see TombstoneKey
/// meta        "schema", "high", "low": 8 bytes little-endian each; "id": 16 random bytes that the index repeats;
///             "vanishing" ‖ key 32 → up to 8 ‖ request 32; "commit", "epochs": see LogHistory
/// </code>
/// </summary>
sealed class EventLog : IDisposable
{
    /// <summary>The version of the bytes in this environment.</summary>
    public const long SchemaVersion = 3;

    static readonly byte[] SchemaKey = "schema"u8.ToArray();
    static readonly byte[] IdKey = "id"u8.ToArray();
    static readonly byte[] HighKey = "high"u8.ToArray();
    static readonly byte[] LowKey = "low"u8.ToArray();
    static readonly byte[] VanishingPrefix = "vanishing"u8.ToArray();

    volatile LogHistory _history;
    LogHistory _next;
    bool _hasEpoch;

    EventLog(LmdbEnvironment environment)
    {
        Environment = environment;
        Events = environment.OpenTable(LmdbTableSchema.IntegerRows("events"));
        History = environment.OpenTable(LmdbTableSchema.IntegerRows("history"));
        Removed = environment.OpenTable(LmdbTableSchema.IntegerRows("removed"));
        Tombstones = environment.OpenTable(LmdbTableSchema.Rows("tombstones"));
        Meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
        _history = _next = ReadHistory();
        Forgotten = _history.Forgotten;
    }

    public LmdbEnvironment Environment { get; }

    public LmdbTable Events { get; }

    public LmdbTable History { get; }

    public LmdbTable Removed { get; }

    public LmdbTable Tombstones { get; }

    public LmdbTable Meta { get; }

    /// <summary>Opens or creates the environment, and checks its schema or migrates it.</summary>
    public static EventLog Open(string path, long mapSize) =>
        Open(path, new LmdbEnvironmentOptions { MapSizeBytes = mapSize, MaxTables = 8 }, static log => log.CheckSchema());

    /// <summary>Opens an existing environment for reading. Another process may write it meanwhile.</summary>
    public static EventLog OpenReadOnly(string path) =>
        Open(path, new LmdbEnvironmentOptions { MaxTables = 8, ReadOnly = true }, static log => log.RequireNumbers());

    static EventLog Open(string path, LmdbEnvironmentOptions options, Action<EventLog> check)
    {
        LmdbEnvironment? environment = null;
        try
        {
            environment = LmdbEnvironment.Open(path, options);
            if (options.ReadOnly)
            {
                DataFile.RequireWhole(environment, DataFile.MayLack);
                RequireSchema(environment);
            }
            else
                DataFile.Complete(environment);
            var log = new EventLog(environment);
            check(log);
            return log;
        }
        catch (Exception exception)
        {
            environment?.Dispose();
            if (exception is DamageException || exception is LmdbException damage && DataFile.IsDamage(damage))
            {
                throw Damaged(Path.GetDirectoryName(path)!, exception);
            }
            throw;
        }
    }

    /// <summary>The exception for a damaged log, with one line for the operator.</summary>
    public static StoreException Damaged(string store, Exception exception) =>
        new($"The log of the store in {store} is damaged: {exception.Message} Restore it from a backup.", exception);

    /// <summary>
    /// Writes events with numbers above this one to the sink, ascending, until the sink is full. False if there are no more. Leaves out
    /// events that are being erased.
    /// </summary>
    public bool Read(ref long after, IEventSink sink)
    {
        var clock = new SliceClock(SliceBudget.Default);
        using var snapshot = Environment.OpenSnapshot();
        var vanishing = ReadVanishing(snapshot);
        while (TryFirstAtLeast(in snapshot, after + 1, out var sequence, out var record))
        {
            var e = new EventView(record);
            clock.Step();
            if (clock.IsOver || !vanishing.Cover(e) && !IsRemoved(snapshot, sequence) && !sink.TryWrite(e))
                return true;
            after = sequence;
        }
        return false;
    }

    public bool IsEmpty()
    {
        using var snapshot = Environment.OpenSnapshot();
        return Count(snapshot) == 0;
    }

    /// <summary>The number of events, without removed ones.</summary>
    public long Count(LmdbSnapshot snapshot) => snapshot.Entries(Events) + snapshot.Entries(History) - snapshot.Entries(Removed);

    /// <summary>Whether the event was removed and its record waits for the index to forget it.</summary>
    public bool IsRemoved(LmdbSnapshot snapshot, long sequence) => snapshot.TryGet(Removed, (ulong)sequence, out _);

    /// <summary>The first removed event with this number or a greater one.</summary>
    public bool TryFirstRemoved(LmdbSnapshot snapshot, long wanted, out Removal removal)
    {
        var any = snapshot.TryFirstAtLeast(Removed, (ulong)wanted, out var key, out var value);
        removal = any ? Removal.Read(key, value) : default;
        return any;
    }

    /// <summary>
    /// The table and key of a number's record. Numbers of history go down from the middle, and their keys count the distance from it, so
    /// that both tables only grow at their end and their pages are full. Descending keys would leave pages half empty.
    /// </summary>
    public (LmdbTable Table, ulong Key) KeyOf(long sequence) =>
        sequence >= Sequences.Middle ? (Events, (ulong)sequence) : (History, Depth(sequence));

    /// <summary>
    /// The first record with this number or a greater one. It may belong to a removed event that the index has not forgotten.
    /// </summary>
    public bool TryFirstAtLeast([UnscopedRef] in LmdbSnapshot snapshot, long wanted, out long sequence, out ReadOnlySpan<byte> record)
    {
        ulong key;
        if (wanted < Sequences.Middle && snapshot.TryLastAtMost(History, Depth(Math.Max(0, wanted)), out key, out record))
        {
            sequence = (long)Depth((long)key);
            return true;
        }
        var any = snapshot.TryFirstAtLeast(Events, (ulong)Math.Max(Sequences.Middle, wanted), out key, out record);
        sequence = (long)key;
        return any;
    }

    /// <summary>The last record with this number or a smaller one.</summary>
    public bool TryLastAtMost([UnscopedRef] in LmdbSnapshot snapshot, long wanted, out long sequence, out ReadOnlySpan<byte> record)
    {
        ulong key;
        if (wanted >= Sequences.Middle && snapshot.TryLastAtMost(Events, (ulong)wanted, out key, out record))
        {
            sequence = (long)key;
            return true;
        }
        var any = snapshot.TryFirstAtLeast(History, Depth(Math.Min(wanted, Sequences.Middle - 1)), out key, out record);
        sequence = (long)Depth((long)key);
        return any;
    }

    /// <summary>The number of events between these numbers, inclusive, without removed ones. Counts in slices.</summary>
    public long Count(long first, long last, CancellationToken cancel)
    {
        var count = 0L;
        while (CountSlice(ref first, last, ref count))
            cancel.ThrowIfCancellationRequested();
        return count;
    }

    bool CountSlice(ref long first, long last, ref long count)
    {
        var clock = new SliceClock(SliceBudget.Default);
        using var snapshot = Environment.OpenSnapshot();
        while (TryFirstAtLeast(in snapshot, first, out var sequence, out _) && sequence <= last)
        {
            if (!IsRemoved(snapshot, sequence))
                count++;
            first = sequence + 1;
            clock.Step();
            if (clock.IsOver)
                return true;
        }
        return false;
    }

    /// <summary>The distance of a number below the middle. Also the number for a distance.</summary>
    static ulong Depth(long sequence) => (ulong)(Sequences.Middle - 1 - sequence);

    /// <summary>The random id of this log. It shows whether an index belongs to another log.</summary>
    public byte[] ReadId()
    {
        using var snapshot = Environment.OpenSnapshot();
        return snapshot.TryGet(Meta, IdKey, out var id) ? id.ToArray() : [];
    }

    /// <summary>The numbers of the newest live event and of the oldest history ever given out. No number is given out twice.</summary>
    public (long High, long Low) ReadBounds()
    {
        using var snapshot = Environment.OpenSnapshot();
        return (ReadNumber(snapshot, HighKey) ?? Sequences.Middle - 1, ReadNumber(snapshot, LowKey) ?? Sequences.Middle);
    }

    public void WriteBounds(LmdbWriteTransaction transaction, long high, long low)
    {
        WriteNumber(transaction, HighKey, high);
        WriteNumber(transaction, LowKey, low);
        // A new epoch begins with the first commit, not when the log is opened: opening writes nothing, so it succeeds on a full disk.
        _next = _history.Next(beginsEpoch: !_hasEpoch, Forgotten);
        _next.Write(transaction, Meta, withEpochs: !_hasEpoch);
    }

    /// <summary>Called when the transaction with these bounds is committed, before any of its events can be indexed.</summary>
    public void Advance()
    {
        _history = _next;
        _hasEpoch = true;
    }

    /// <summary>The position of the last commit. For the process that writes.</summary>
    public LogPosition Position => _history.Position;

    /// <summary>
    /// The mark up to which removed events that the index took out may be forgotten, written with the next commit. If that commit fails the
    /// mark is too high, but never higher than what the index has taken out.
    /// </summary>
    public long Forgotten { get; set; }

    /// <summary>Reads the log's history, also while another process writes it.</summary>
    public LogHistory ReadHistory()
    {
        using var snapshot = Environment.OpenSnapshot();
        return LogHistory.Read(snapshot, Meta);
    }

    /// <summary>The requests to vanish that are not yet carried out completely.</summary>
    public ImmutableDictionary<Bytes32, Vanishing> ReadVanishing()
    {
        using var snapshot = Environment.OpenSnapshot();
        return ReadVanishing(snapshot);
    }

    ImmutableDictionary<Bytes32, Vanishing> ReadVanishing(LmdbSnapshot snapshot)
    {
        var pending = VanishingKeys.None.ToBuilder();
        var key = VanishingPrefix;
        while (snapshot.TryFirstAtLeast(Meta, key, out var found, out var value) && found.StartsWith(VanishingPrefix))
        {
            if (found.Length != VanishingPrefix.Length + Bytes32.Size || value.Length != Tombstone.Size)
                throw new DamageException("a request to vanish has another length.");
            var vanishing = new Vanishing(new Bytes32(found[VanishingPrefix.Length..]), Tombstone.UpTo(value), new Bytes32(value[8..]));
            pending.Add(vanishing.Key, vanishing);
            key = [.. found, 0];
        }
        return pending.ToImmutable();
    }

    public void WriteVanishing(LmdbWriteTransaction transaction, Vanishing vanishing)
    {
        Span<byte> value = stackalloc byte[Tombstone.Size];
        Tombstone.Write(value, vanishing.UpTo, vanishing.Request);
        transaction.Put(Meta, [.. VanishingPrefix, .. vanishing.Key.Span], value);
    }

    public void DeleteVanishing(LmdbWriteTransaction transaction, in Bytes32 key) =>
        transaction.Delete(Meta, [.. VanishingPrefix, .. key.Span]);

    public void Dispose() => Environment.Dispose();

    /// <summary>The store's folder, for messages.</summary>
    string Store => Path.GetDirectoryName(Environment.Path)!;

    /// <summary>Checks the version before the other tables are opened, which other versions may not have.</summary>
    static void RequireSchema(LmdbEnvironment environment)
    {
        var meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
        using var snapshot = environment.OpenSnapshot();
        var version = ReadNumber(snapshot, meta, SchemaKey);
        if (version == SchemaVersion)
            return;
        var store = Path.GetDirectoryName(environment.Path);
        throw new StoreException($"The store in {store} has schema version {version}; this program reads version {SchemaVersion}.");
    }

    void CheckSchema()
    {
        long? version;
        bool isEmpty;
        using (var snapshot = Environment.OpenSnapshot())
        {
            version = ReadNumber(snapshot, SchemaKey);
            isEmpty = Count(snapshot) == 0;
        }
        if (version == SchemaVersion)
        {
            RequireBounds();
            return;
        }
        if (version is null && !isEmpty)
            throw new StoreException(
                $"The store in {Store} has events but no schema version: it is damaged or not a store of this program.");
        if (version > SchemaVersion)
        {
            throw new StoreException(
                $"The store in {Store} has schema version {version}; this program knows versions up to {SchemaVersion}. "
                + "Use the newer program.");
        }
        SchemaMigrations.Apply(this, Store, version ?? SchemaVersion);
        using var transaction = Environment.BeginWrite();
        WriteNumber(transaction, SchemaKey, SchemaVersion);
        transaction.TryInsert(Meta, IdKey, RandomNumberGenerator.GetBytes(16));
        transaction.Commit();
    }

    /// <summary>Reads all numbers that a reader may need later, so that damage is reported when the log is opened.</summary>
    void RequireNumbers()
    {
        ReadBounds();
        ReadVanishing();
    }

    /// <summary>Checks that no event has a number outside the bounds. Such a number would be given out again.</summary>
    void RequireBounds()
    {
        var (high, low) = ReadBounds();
        using var snapshot = Environment.OpenSnapshot();
        if (TryLastAtMost(in snapshot, Sequences.Max, out var newest, out _) && newest > high
            || TryFirstAtLeast(in snapshot, 0, out var oldest, out _) && oldest < low)
            throw new DamageException("it has events outside the numbers that it has given out.");
    }

    long? ReadNumber(LmdbSnapshot snapshot, ReadOnlySpan<byte> key) => ReadNumber(snapshot, Meta, key);

    static long? ReadNumber(LmdbSnapshot snapshot, LmdbTable meta, ReadOnlySpan<byte> key) =>
        snapshot.TryGet(meta, key, out var value)
            ? value.Length == sizeof(long)
                ? BinaryPrimitives.ReadInt64LittleEndian(value)
                : throw new DamageException("a number of meta has another length.")
            : null;

    void WriteNumber(LmdbWriteTransaction transaction, ReadOnlySpan<byte> key, long number)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(value, number);
        transaction.Put(Meta, key, value);
    }
}
