using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Takes the tail's runs over into the index: on its own thread, sorted, in slices, so that neither publishing nor reading waits.
/// Applying a pass twice changes nothing, so a crash needs no repair.
/// </summary>
sealed class Indexer
{
    /// <summary>Bounds how long the index's write lock is held and how many pages are dirty at once.</summary>
    const int SliceEntries = 20_000;

    /// <summary>
    /// The same on a disk that is almost full: a slice takes some two pages for each entry, and gives them back to the next.
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
    /// The mark of the last pass that took out what was removed: the log's commit, or the next number above the mark before. A pass may
    /// leave some for another that comes without a commit between, and a copy of the index from before that one must not look like it.
    /// </summary>
    public long TakenOut { get; private set; }

    /// <summary>
    /// One pass: seals the tail's runs, writes them, drops them. What was replaced stays for another pass as long as somebody may be
    /// looking for it.
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
        StoreLog.Indexed(_logger, run.Events, run.Removed.Length, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>
    /// A pass over nothing but what was removed of that which is in the index, in small slices: it makes room where an ordinary pass might
    /// find none. Nobody waits for versions that were replaced.
    /// </summary>
    public void RemovalPass(TailHolder holder)
    {
        var (tail, position) = Take(holder, static tail => tail.BeginRemovals());
        // The entries of what the runs bring themselves are written by a pass to come, which takes them out again.
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

    /// <summary>A pass begins: the tail, and how far the log had come by it.</summary>
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
    /// Writes a run into the index, the watermarks with its last slice. It comes from the log up to a position, and is the pass of a
    /// mark, if it takes out what was removed.
    /// </summary>
    public void Write(TailRun run, long high, long low, LogPosition position, long? takenOut = null)
    {
        var slice = new IndexSlice(_index, SliceEntries, _metrics);
        try
        {
            slice.Start(position);
            // Events that the same runs removed again go in and out: rare, and simpler than leaving them out.
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

    /// <summary>Takes every entry of removed events out, derived from their records, which the log keeps until this is done.</summary>
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
