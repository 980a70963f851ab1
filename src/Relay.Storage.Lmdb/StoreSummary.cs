namespace Relay.Storage.Lmdb;

/// <summary>The contents of a store, for an operator.</summary>
public sealed record StoreSummary
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>The version of LMDB whose format the files have: 0.9 or 1.0.</summary>
    public required string Lmdb { get; init; }

    /// <summary>The version of the log's bytes.</summary>
    public required long SchemaVersion { get; init; }

    /// <summary>Stored events.</summary>
    public required long Events { get; init; }

    /// <summary>Removed events that the index has not forgotten yet.</summary>
    public required long RemovedEvents { get; init; }

    /// <summary>Remembered deletions of events, addresses and keys.</summary>
    public required long Tombstones { get; init; }

    /// <summary>The number of the newest live event.</summary>
    public required long NewestSequence { get; init; }

    /// <summary>The lowest number of imported history.</summary>
    public required long OldestSequence { get; init; }

    /// <summary>Entries of all posting lists.</summary>
    public required long Postings { get; init; }

    /// <summary>Events that are not yet in the index.</summary>
    public required long UnindexedEvents { get; init; }

    /// <summary>Bytes that the log uses in its file.</summary>
    public required long LogBytes { get; init; }

    /// <summary>Bytes that the index uses in its file.</summary>
    public required long IndexBytes { get; init; }
}
