using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Moves the tail's runs into the index, on its own thread, sorted and in slices, so that neither publishing nor reading waits. Applying a
/// pass twice changes nothing, so a crash needs no repair.
/// </summary>
sealed class Indexer
{
    /// <summary>Entries of a slice. Bounds how long the index's write lock is held and how many pages are dirty at once.</summary>
    const int SliceEntries = 20_000;

    /// <summary>
    /// Entries of a slice on an almost full disk. A slice takes about two pages for each entry, and frees them for the next one.
    /// </summary>
    const int SmallSliceEntries = 200;

    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly ILogger _logger;
    readonly StoreMetrics? _metrics;

    public Indexer(EventLog log, PostingIndex index, ILogger logger, StoreMetrics? metrics = null)
    {
        _log = log;
        _index = index;
        _logger = logger;
        _metrics = metrics;
        TakenOut = index.ReadTakenOut();
    }

    /// <summary>
    /// The mark of the last pass that took removed events out: the log's commit, or one more than the mark before. The latter is needed
    /// because two passes may follow each other without a commit between, and a copy of the index from between them must not look like a
    /// later one.
    /// </summary>
    public long TakenOut { get; private set; }

    /// <summary>
    /// Runs one pass: seals the tail's runs, writes them, drops them. Replaced versions stay for a later pass as long as a query may look
    /// for them.
    /// </summary>
    public void Pass(TailHolder holder, ReadEras eras)
    {
        var started = Stopwatch.GetTimestamp();
        var (tail, position) = Take(holder, static tail => tail.Seal());
        if (tail.Sealed.Length == 0)
            return;
        TailRun run;
        Removal[] kept;
        var takenOut = NextTakenOut(position);
        try
        {
            run = tail.Sealed[^1];
            for (var i = tail.Sealed.Length - 2; i >= 0; i--)
                run = TailRun.Merge(tail.Sealed[i], run);
            run = run.Split(eras.BeginPass(tail.High), out kept);
            Write(run, tail.High, tail.Low, position, takenOut);
        }
        catch
        {
            holder.Update(tail => tail.Unseal());
            throw;
        }
        holder.Update(tail => tail.DropSealed(run.Removed, kept));
        TakenOut = takenOut;
        _metrics?.PassEnded(started);
        StoreMessages.Indexed(_logger, run.Events, run.Removed.Length, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>
    /// A pass that only takes removed events out of the index, in small slices. It makes room where an ordinary pass might find none. It
    /// does not wait for queries that may look for replaced versions.
    /// </summary>
    public void RemovalPass(TailHolder holder)
    {
        var (tail, position) = Take(holder, static tail => tail.BeginRemovals());
        // A later pass writes the entries of the runs' own events, and takes them out again.
        var own = tail.Active.SelectMany(static run => run.Ids).Select(static id => id.Sequence).ToHashSet();
        Removal[] removed =
        [
            .. tail.Active.SelectMany(static run => run.Removed).Where(removal => !own.Contains(removal.Sequence)).Distinct().Order(),
        ];
        if (removed.Length == 0)
            return;
        var takenOut = NextTakenOut(position);
        using (var slice = new IndexSlice(_index, SmallSliceEntries, _metrics))
        {
            var (high, low) = _index.ReadWatermarks();
            slice.Start(position);
            RemoveEntries(removed, slice);
            slice.Finish(high, low, takenOut);
        }
        holder.Update(tail => tail.EndRemovals(removed));
        TakenOut = takenOut;
    }

    /// <summary>Begins a pass. Returns the tail, and the log's position at that moment.</summary>
    (Tail Tail, LogPosition Position) Take(TailHolder holder, Func<Tail, Tail> begin)
    {
        LogPosition position = default;
        var tail = holder.Update(tail =>
        {
            position = _log.Position;
            return begin(tail);
        });
        return (tail, position);
    }

    long NextTakenOut(LogPosition position) => Math.Max(position.Commit, TakenOut + 1);

    /// <summary>
    /// Writes a run into the index, and the watermarks with its last slice. The run's events come from the log up to the position. The mark
    /// is given if the pass takes removed events out.
    /// </summary>
    public void Write(TailRun run, long high, long low, LogPosition position, long? takenOut = null)
    {
        var slice = new IndexSlice(_index, SliceEntries, _metrics);
        try
        {
            slice.Start(position);
            // Events that the same runs removed are written and taken out again: that is rare, and simpler than leaving them out.
            for (var i = 0; i < run.Terms.Length; i++)
                slice.AddPostings(run.Terms[i], run.PostingsAt(i));
            slice.AddIds(run.Ids);
            slice.AddExpirations(run.Expirations);
            RemoveEntries(run.Removed, slice);
            slice.Finish(high, low, takenOut);
            DataFile.Complete(_index.Environment);
        }
        finally
        {
            slice.Dispose();
        }
    }

    /// <summary>
    /// Takes all entries of removed events out. They are computed from the records, which the log keeps until this is done.
    /// </summary>
    void RemoveEntries(Removal[] removed, IndexSlice slice)
    {
        var terms = new TermList();
        foreach (var (sequence, _) in removed)
        {
            using var snapshot = _log.Environment.OpenSnapshot();
            var (table, key) = _log.KeyOf(sequence);
            if (!snapshot.TryGet(table, key, out var record))
                continue;
            var e = new EventView(record);
            EventTerms.CollectStored(e, _index.Hasher, terms);
            var posting = Posting.Of(e, sequence);
            foreach (var term in terms.Span)
                slice.RemovePosting(term, posting);
            slice.RemoveId(new NumberedKey(e.Id.Prefix, sequence));
            if (e.HasExpiration)
                slice.RemoveExpiration(new NumberedKey((ulong)e.Expiration, sequence));
        }
    }
}
