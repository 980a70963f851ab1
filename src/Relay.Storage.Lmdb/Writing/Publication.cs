using System.Runtime.InteropServices;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Makes a committed batch visible: a new tail, then the known ids. Used by the writer alone.</summary>
sealed class Publication(EventLog log, TailHolder holder, KnownIds known, TailRunBuilder builder)
{
    /// <summary>Publishes the batch; of the runs of removals nothing is left in the log.</summary>
    public void Publish(WriteBatch batch, List<TailRun> forgotten)
    {
        builder.Clear();
        foreach (var e in batch.Events)
        {
            if (!e.IsDropped)
                builder.Add(e.Event.View, e.Sequence);
        }
        foreach (var removal in batch.Removed)
            builder.AddRemoved(removal);
        var built = builder.Build();
        builder.Trim();
        var vanishing = holder.Current.Vanishing;
        // Under the tail's lock: a pass that seals this run notes this commit, and none that does not.
        holder.Update(tail =>
        {
            log.Advance();
            return tail.Add(built, batch.High, batch.Low, batch.Vanishing);
        });
        foreach (var run in forgotten)
            holder.Update(tail => tail.Forget(run));
        UpdateKnown(batch, isAnyoneVanishing: !ReferenceEquals(vanishing, batch.Vanishing));
    }

    /// <summary>
    /// After the new tail is published, so that whoever finds an event from here on finds it there, and before an answer that waits for
    /// the commit.
    /// </summary>
    void UpdateKnown(WriteBatch batch, bool isAnyoneVanishing)
    {
        if (isAnyoneVanishing)
            known.Clear();
        foreach (ref readonly var id in CollectionsMarshal.AsSpan(batch.RemovedIds))
            known.Remove(id);
        foreach (var e in batch.Events)
        {
            if (e.IsLive && !e.IsDropped && !e.Event.View.HasExpiration)
                known.Add(e.Event.Id, known.Removals);
        }
    }
}
