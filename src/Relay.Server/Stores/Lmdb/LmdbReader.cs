using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>Reads an LMDB store beside the process that may own it.</summary>
sealed class LmdbReader(StoreReader reader) : IStoreReader
{
    /// <summary>The key of LMDB's format.</summary>
    public const string Format = "lmdb";

    public long CheckSteps => reader.CheckSteps;

    public ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel) =>
        reader.ReadLogAsync(after, sink, cancel);

    public long CountEvents() => reader.CountEvents();

    public StoreFacts Describe(CancellationToken cancel)
    {
        var summary = reader.Summarize(cancel);
        List<StoreFact> facts =
        [
            StoreFact.InWords(Format, "LMDB format", summary.Lmdb),
            new("schemaVersion", "schema", summary.SchemaVersion),
            new("unindexedEvents", "not yet indexed", summary.UnindexedEvents),
            new("removedEvents", "removed, not yet forgotten", summary.RemovedEvents),
            new("tombstones", "remembered deletions", summary.Tombstones),
            new("newestSequence", Title: null, summary.NewestSequence),
            new("oldestSequence", Title: null, summary.OldestSequence),
            new("postings", "index entries", summary.Postings),
            new("logBytes", "log, bytes", summary.LogBytes),
            new("indexBytes", "index, bytes", summary.IndexBytes),
        ];
        if (summary.Events > 0)
            facts.Add(new("bytesPerEvent", "bytes per event", (summary.LogBytes + summary.IndexBytes) / summary.Events));
        return new(StoreFiles.Lmdb.Name, summary.Path, summary.Events, facts);
    }

    public StoreFindings Check(Action<long> progress, CancellationToken cancel)
    {
        var check = reader.Check(progress, cancel);
        return new(check.Files, check.Entries, check.Differences);
    }

    public void Dispose() => reader.Dispose();
}
