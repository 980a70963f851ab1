using System.Runtime.InteropServices;
using Relay.Core;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Makes a committed batch visible: first the new tail, then the known ids. Used by the writer only.</summary>
sealed class Publication(EventLog log, TailHolder holder, KnownIds known, TailRunBuilder builder)
{
    /// <summary>Publishes the batch. The log has no records of the runs in <paramref name="forgotten"/> any more.</summary>
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
        // Under the tail's lock: a pass that seals this run also notes this commit's position, and an earlier pass does not.
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
    /// Updates the known ids. Called after the new tail is published, so that the store can find every known id, and before answers that
    /// wait for the commit.
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
