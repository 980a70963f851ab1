using System.Buffers.Binary;
using System.Security.Cryptography;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The environment <c>index</c>: derived from the log, and rebuilt if it is missing, damaged or of another layout.
/// <code>
/// postings     term → postings, 16 bytes each
/// ids          one list: 8 id bytes ‖ sequence 5
/// expirations  one list: second of expiry 8 ‖ sequence 5
/// meta         "layout", "high", "low": 8 bytes little-endian each; "hash": the key of tag terms, 16 bytes;
///              "log": the id of the log; "epoch", "commit": the log's latest position that entries come from;
///              "out": the mark of the last pass that took removed events out, which rises with each; 8 bytes little-endian each
/// </code>
/// </summary>
sealed class PostingIndex : IDisposable
{
    /// <summary>The version of the bytes in this environment. An index of another version is rebuilt, not migrated.</summary>
    public const long LayoutVersion = 2;

    /// <summary>The key of the only list in a table.</summary>
    public static readonly byte[] OneList = [0];

    static readonly byte[] LayoutKey = "layout"u8.ToArray();
    static readonly byte[] HighKey = "high"u8.ToArray();
    static readonly byte[] LowKey = "low"u8.ToArray();
    static readonly byte[] LogKey = "log"u8.ToArray();
    static readonly byte[] EpochKey = "epoch"u8.ToArray();
    static readonly byte[] CommitKey = "commit"u8.ToArray();
    static readonly byte[] TakenOutKey = "out"u8.ToArray();
    static readonly byte[] HashKey = "hash"u8.ToArray();

    PostingIndex(LmdbEnvironment environment)
    {
        Environment = environment;
        Postings = environment.OpenTable(LmdbTableSchema.Lists("postings", Posting.Size));
        Ids = environment.OpenTable(LmdbTableSchema.Lists("ids", NumberedKey.Size));
        Expirations = environment.OpenTable(LmdbTableSchema.Lists("expirations", NumberedKey.Size));
        Meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
        Hasher = new TermHasher(new byte[TermHasher.KeySize]);
    }

    public LmdbEnvironment Environment { get; }

    public LmdbTable Postings { get; }

    public LmdbTable Ids { get; }

    public LmdbTable Expirations { get; }

    public LmdbTable Meta { get; }

    /// <summary>Makes tag terms with this index's key.</summary>
    public TermHasher Hasher { get; private set; }

    /// <summary>
    /// Opens or creates the environment. An index that cannot be read or has another layout is deleted and created again;
    /// <paramref name="reason"/> then says why, and the caller fills the index from the log. If <paramref name="damage"/> is given, liblmdb
    /// never sees the damaged files.
    /// </summary>
    public static PostingIndex Open(string path, long mapSize, EventLog log, out string? reason, string? damage = null)
    {
        reason = damage;
        if (damage is not null)
            return Remake(path, mapSize, log);
        try
        {
            var index = OpenEnvironment(path, mapSize);
            try
            {
                reason = index.ReadMeta(log);
                if (reason is null)
                    return index;
            }
            catch
            {
                index.Dispose();
                throw;
            }
            index.Dispose();
        }
        catch (LmdbException exception) when (DataFile.IsDamage(exception))
        {
            reason = exception.Message;
        }
        return Remake(path, mapSize, log);
    }

    static PostingIndex Remake(string path, long mapSize, EventLog log)
    {
        Directory.Delete(path, recursive: true);
        var made = OpenEnvironment(path, mapSize);
        made.WriteNewMeta(log);
        return made;
    }

    /// <summary>Opens an existing index of this log for reading. Null if there is none, or it cannot be used.</summary>
    public static PostingIndex? OpenReadOnly(string path, EventLog log)
    {
        if (!DataFile.IsAt(path))
            return null;
        LmdbEnvironment? environment = null;
        try
        {
            environment = LmdbEnvironment.Open(path, new LmdbEnvironmentOptions { MaxTables = 8, ReadOnly = true });
            DataFile.RequireWhole(environment, DataFile.MayLack);
            var index = new PostingIndex(environment);
            // Read twice, because an index looks too old if a pass of the relay ends between reading its two parts.
            if (index.ReadMeta(log) is null || index.ReadMeta(log) is null)
                return index;
        }
        catch (LmdbException)
        {
            // Damaged. The relay rebuilds it at its next start.
        }
        environment?.Dispose();
        return null;
    }

    /// <summary>The highest and the lowest number up to which the log is indexed.</summary>
    public (long High, long Low) ReadWatermarks()
    {
        using var snapshot = Environment.OpenSnapshot();
        return ReadWatermarks(snapshot);
    }

    /// <summary>The watermarks that a snapshot sees.</summary>
    public (long High, long Low) ReadWatermarks(LmdbSnapshot snapshot) =>
        (ReadNumber(snapshot, HighKey) ?? Sequences.Middle - 1, ReadNumber(snapshot, LowKey) ?? Sequences.Middle);

    public void WriteWatermarks(LmdbWriteTransaction transaction, long high, long low)
    {
        WriteNumber(transaction, HighKey, high);
        WriteNumber(transaction, LowKey, low);
    }

    /// <summary>Notes the latest position of the log that entries come from.</summary>
    public void WritePosition(LmdbWriteTransaction transaction, LogPosition position)
    {
        WriteNumber(transaction, EpochKey, position.Epoch);
        WriteNumber(transaction, CommitKey, position.Commit);
    }

    /// <summary>The mark of the last pass that took removed events out.</summary>
    public long ReadTakenOut()
    {
        using var snapshot = Environment.OpenSnapshot();
        return ReadNumber(snapshot, TakenOutKey) ?? 0;
    }

    public void WriteTakenOut(LmdbWriteTransaction transaction, long mark) => WriteNumber(transaction, TakenOutKey, mark);

    public void Dispose() => Environment.Dispose();

    static PostingIndex OpenEnvironment(string path, long mapSize)
    {
        var environment = LmdbEnvironment.Open(path, new LmdbEnvironmentOptions { MapSizeBytes = mapSize, MaxTables = 8 });
        try
        {
            DataFile.Complete(environment);
            return new PostingIndex(environment);
        }
        catch
        {
            environment.Dispose();
            throw;
        }
    }

    /// <summary>Reads the key of tag terms. Returns a reason if the index cannot be used, else null.</summary>
    string? ReadMeta(EventLog log)
    {
        // Reads the index before the log, because the log had everything earlier that the index holds.
        using var snapshot = Environment.OpenSnapshot();
        var (newest, oldest) = log.ReadBounds();
        var history = log.ReadHistory();
        if (snapshot.Entries(Meta) == 0)
            return "there is none";
        if (ReadNumber(snapshot, LayoutKey) != LayoutVersion || !snapshot.TryGet(Meta, HashKey, out var key)
            || key.Length != TermHasher.KeySize)
            return "its layout is another one";
        if (!snapshot.TryGet(Meta, LogKey, out var id) || !id.SequenceEqual(log.ReadId()))
            return "it belongs to another log";
        if (ReadNumber(snapshot, HighKey) > newest || ReadNumber(snapshot, LowKey) < oldest)
            return "it is ahead of the log, which must have been restored";
        if (ReadNumber(snapshot, EpochKey) is not { } epoch || ReadNumber(snapshot, CommitKey) is not { } commit
            || !history.Includes(new LogPosition(epoch, commit)))
            return "it holds what this log never had: log or index must have been restored";
        if (!(ReadNumber(snapshot, TakenOutKey) >= history.Forgotten))
            return "it holds what the log has forgotten: it must have been restored";
        Hasher = new TermHasher(key);
        return null;
    }

    void WriteNewMeta(EventLog log)
    {
        var key = RandomNumberGenerator.GetBytes(TermHasher.KeySize);
        using var transaction = Environment.BeginWrite();
        WriteNumber(transaction, LayoutKey, LayoutVersion);
        transaction.Put(Meta, HashKey, key);
        transaction.Put(Meta, LogKey, log.ReadId());
        var history = log.ReadHistory();
        WritePosition(transaction, history.Position);
        WriteTakenOut(transaction, history.Forgotten);
        transaction.Commit();
        Hasher = new TermHasher(key);
    }

    long? ReadNumber(LmdbSnapshot snapshot, ReadOnlySpan<byte> key) =>
        snapshot.TryGet(Meta, key, out var value) && value.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(value) : null;

    void WriteNumber(LmdbWriteTransaction transaction, ReadOnlySpan<byte> key, long number)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(value, number);
        transaction.Put(Meta, key, value);
    }
}
