using System.Buffers.Binary;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The commits that a log has had. It shows whether an index took events over from another history: that of a log that was later
/// restored from a copy, or of a copy that was used separately. Two copies of one log draw different epochs with their next commits.
/// <code>
/// meta "commit"  commits 8 ‖ forgotten 8
/// meta "epochs"  the latest epochs, oldest first: random 8 ‖ the first commit 8, all little-endian
/// </code>
/// </summary>
sealed class LogHistory
{
    /// <summary>
    /// The most epochs kept: one for each opening that wrote. An index that took nothing over during this many openings is rebuilt.
    /// </summary>
    const int MostEpochs = 256;

    const int CommitSize = 16, EpochSize = 16;

    static readonly byte[] CommitKey = "commit"u8.ToArray();
    static readonly byte[] EpochsKey = "epochs"u8.ToArray();

    readonly LogPosition[] _epochs;

    LogHistory(long commits, long forgotten, LogPosition[] epochs)
    {
        Commits = commits;
        Forgotten = forgotten;
        _epochs = epochs;
    }

    /// <summary>The number of commits that have changed the log; 0 for a log of a program that did not count them.</summary>
    public long Commits { get; }

    /// <summary>
    /// The mark up to which the log may have forgotten events that the index took out. An index that still has entries of such events would
    /// never learn that they are gone.
    /// </summary>
    public long Forgotten { get; }

    /// <summary>The position of the last commit.</summary>
    public LogPosition Position => new(_epochs.Length == 0 ? 0 : _epochs[^1].Epoch, Commits);

    public static LogHistory Read(LmdbSnapshot snapshot, LmdbTable meta)
    {
        var (commits, forgotten) = snapshot.TryGet(meta, CommitKey, out var value) && value.Length == CommitSize
            ? (BinaryPrimitives.ReadInt64LittleEndian(value), BinaryPrimitives.ReadInt64LittleEndian(value[8..]))
            : (0, 0);
        if (!snapshot.TryGet(meta, EpochsKey, out value))
            return new LogHistory(commits, forgotten, []);
        var epochs = new LogPosition[value.Length / EpochSize];
        for (var i = 0; i < epochs.Length; i++)
        {
            var epoch = value.Slice(i * EpochSize, EpochSize);
            epochs[i] = new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(epoch), BinaryPrimitives.ReadInt64LittleEndian(epoch[8..]));
        }
        return new LogHistory(commits, forgotten, epochs);
    }

    /// <summary>The history after one more commit, which begins a new epoch if asked to.</summary>
    public LogHistory Next(bool beginsEpoch, long forgotten)
    {
        var epochs = _epochs;
        if (beginsEpoch)
        {
            var kept = epochs.AsSpan(Math.Max(0, epochs.Length + 1 - MostEpochs));
            epochs = [.. kept, new(Random.Shared.NextInt64(1, long.MaxValue), Commits + 1)];
        }
        return new LogHistory(Commits + 1, forgotten, epochs);
    }

    /// <summary>Writes the history; the epochs only if one has begun.</summary>
    public void Write(LmdbWriteTransaction transaction, LmdbTable meta, bool withEpochs)
    {
        Span<byte> value = stackalloc byte[CommitSize];
        BinaryPrimitives.WriteInt64LittleEndian(value, Commits);
        BinaryPrimitives.WriteInt64LittleEndian(value[8..], Forgotten);
        transaction.Put(meta, CommitKey, value);
        if (!withEpochs)
            return;
        var epochs = new byte[_epochs.Length * EpochSize];
        for (var i = 0; i < _epochs.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(epochs.AsSpan(i * EpochSize), _epochs[i].Epoch);
            BinaryPrimitives.WriteInt64LittleEndian(epochs.AsSpan(i * EpochSize + 8), _epochs[i].Commit);
        }
        transaction.Put(meta, EpochsKey, epochs);
    }

    /// <summary>Whether this position is in the past of this log.</summary>
    public bool Includes(LogPosition position)
    {
        // Commits before the first epoch were not counted. That time is known as long as no epoch has been dropped.
        if (position.Epoch == 0)
            return position.Commit == 0 && _epochs.Length < MostEpochs;
        for (var i = 0; i < _epochs.Length; i++)
        {
            if (_epochs[i].Epoch == position.Epoch)
            {
                var last = i + 1 < _epochs.Length ? _epochs[i + 1].Commit - 1 : Commits;
                return position.Commit >= _epochs[i].Commit && position.Commit <= last;
            }
        }
        return false;
    }
}
