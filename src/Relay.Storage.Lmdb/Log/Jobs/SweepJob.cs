using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>Removes expired events (NIP-40), so many at a time; says whether there may be more.</summary>
sealed class SweepJob : WriteJob
{
    readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _swept;
    long _bytes;

    /// <summary>Whether the transaction has moved enough.</summary>
    bool IsFull => _swept == EventWriter.MaxMoved || _bytes >= EventWriter.MaxBatchBytes;

    public override int Events => EventWriter.MaxMoved;

    /// <summary>Completes with true if another sweep is worth while at once.</summary>
    public Task<bool> Task => _done.Task;

    public override void Apply(scoped in StoreView view, WriteScope scope)
    {
        (_swept, _bytes) = (0, 0);
        SweepIndex(view, scope);
        foreach (var run in view.Tail.Runs)
        {
            foreach (var expiration in run.Expirations)
            {
                if (expiration.Key > (ulong)scope.Now || IsFull)
                    break;
                Sweep(view, scope, expiration.Sequence);
            }
        }
    }

    void SweepIndex(scoped in StoreView view, WriteScope scope)
    {
        var next = default(NumberedKey);
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        while (!IsFull)
        {
            next.Write(item);
            if (!view.Index.TryPageAtLeast(view.Expirations, PostingIndex.OneList, item, out var page, out var at))
                return;
            var found = NumberedKey.Read(view.Index.Item(page, at));
            if (found.Key > (ulong)scope.Now)
                return;
            Sweep(view, scope, found.Sequence);
            next = found with { Sequence = found.Sequence + 1 };
        }
    }

    void Sweep(scoped in StoreView view, WriteScope scope, long sequence)
    {
        if (!view.TryGetRecord(sequence, out var record) || !new EventView(record).IsExpiredAt(scope.Now))
            return;
        _bytes += scope.Remove(sequence);
        _swept++;
    }

    public override void Succeed() => _done.TrySetResult(IsFull);

    public override void Fail(string reason) => _done.TrySetResult(false);
}
