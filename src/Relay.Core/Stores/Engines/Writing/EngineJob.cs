using Relay.Nostr;

namespace Relay.Core;

/// <summary>A change that the writer makes, alone or with others in one commit.</summary>
abstract class EngineJob : IWriteJob
{
    /// <inheritdoc/>
    public virtual int Events => 1;

    /// <inheritdoc/>
    public virtual long Bytes => 0;

    /// <summary>Whether it frees room. It is tried once more if the watch could make some.</summary>
    public virtual bool IsRemoval => false;

    /// <summary>Adds what must be known before it is applied.</summary>
    public abstract void Collect(EngineLookups wanted, bool hasTombstones);

    /// <summary>Makes its changes. May be called again, with another batch, if a commit fails.</summary>
    public abstract ValueTask ApplyAsync(EngineBatch batch);

    /// <summary>Called when the changes are committed. Runs no foreign code.</summary>
    public abstract void Succeed();

    /// <summary>Called when the changes could not be made. The reason begins with a prefix.</summary>
    public abstract void Fail(string reason);
}

/// <summary>A job with an answer. What waits for it continues on another thread.</summary>
abstract class EngineJob<TResult> : EngineJob
{
    readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => _answer.Task;

    protected TResult Result { get; set; } = default!;

    public override void Succeed() => _answer.TrySetResult(Result);

    /// <summary>The answer if the changes could not be made.</summary>
    protected void Answer(TResult result) => _answer.TrySetResult(result);
}

/// <summary>Stores one live event.</summary>
sealed class StoreEventJob(NostrEvent e, DeletionRequest? request) : EngineJob<StoreResult>
{
    public override int Events { get; } = BatchLookups.WeightOf(e);

    public override long Bytes => e.Record.Length;

    public override bool IsRemoval => e.Kind is Kind.Deletion or Kind.Vanish;

    public override void Collect(EngineLookups wanted, bool hasTombstones)
    {
        wanted.AddEvent(e, hasTombstones);
        if (request?.Allowed is { } allowed)
            wanted.Ids.UnionWith(allowed);
    }

    public override async ValueTask ApplyAsync(EngineBatch batch) =>
        Result = await BatchDecider.DecideAsync(batch, e, request, history: null);

    public override void Fail(string reason) => Answer(StoreResult.Failed(reason));
}

/// <summary>Stores history, in one commit.</summary>
sealed class HistoryJob(IReadOnlyList<NostrEvent> events) : EngineJob<StoreResult[]>
{
    public override int Events { get; } = events.Sum(BatchLookups.WeightOf);

    public override long Bytes { get; } = events.Sum(static e => (long)e.Record.Length);

    public override void Collect(EngineLookups wanted, bool hasTombstones)
    {
        foreach (var e in events)
            wanted.AddEvent(e, hasTombstones);
    }

    public override async ValueTask ApplyAsync(EngineBatch batch)
    {
        var results = new StoreResult[events.Count];
        var first = results.Length == 0 ? 0 : batch.ReserveHistory(results.Length);
        for (var i = 0; i < results.Length; i++)
            results[i] = await BatchDecider.DecideAsync(batch, events[i], request: null, first + i);
        Result = results;
    }

    public override void Fail(string reason)
    {
        var results = new StoreResult[events.Count];
        Array.Fill(results, StoreResult.Failed(reason));
        Answer(results);
    }
}

/// <summary>Removes events by their ids, as an operator or a program wants. Answers how many were stored; -1 if it failed.</summary>
sealed class RemoveIdsJob(IReadOnlyCollection<Bytes32> ids) : EngineJob<int>
{
    public override int Events => ids.Count;

    public override bool IsRemoval => true;

    public override void Collect(EngineLookups wanted, bool hasTombstones) => wanted.Ids.UnionWith(ids);

    public override ValueTask ApplyAsync(EngineBatch batch)
    {
        Result = 0;
        foreach (var id in ids)
        {
            var isStored = batch.IsStored(id);
            if (batch.TryFindPending(id, out var pending))
                batch.Drop(pending);
            if (batch.TryFindStored(id, out var row))
            {
                isStored &= !row.Event.View.IsExpiredAt(batch.Now);
                batch.Remove(row);
            }
            // Who began to query before must not find a version that was replaced since either.
            batch.Forget(id);
            Result += isStored ? 1 : 0;
        }
        return default;
    }

    public override void Fail(string reason) => Answer(-1);
}

/// <summary>Erases some events of a key that asked to vanish. Answers whether that was all; null if it failed.</summary>
sealed class EraseKeyJob(Bytes32 key) : EngineJob<bool?>
{
    public override bool IsRemoval => true;

    public override void Collect(EngineLookups wanted, bool hasTombstones)
    {
    }

    public override async ValueTask ApplyAsync(EngineBatch batch) => Result = await BatchErasure.EraseSomeAsync(batch, key);

    public override void Fail(string reason) => Answer(null);
}

/// <summary>Removes events that have expired. Their ids stand in records of state that go, too. Answers whether it succeeded.</summary>
sealed class RemoveExpiredJob(IReadOnlyList<StateRecord> expirations) : EngineJob<bool>
{
    public override int Events => expirations.Count;

    public override bool IsRemoval => true;

    public override void Collect(EngineLookups wanted, bool hasTombstones)
    {
        foreach (var record in expirations)
            wanted.Ids.Add(StateKeys.IdOf(record.Key));
    }

    public override ValueTask ApplyAsync(EngineBatch batch)
    {
        foreach (var record in expirations)
        {
            if (batch.TryFindStored(StateKeys.IdOf(record.Key), out var row))
            {
                // The clock may have been set back since the records were read. The event then keeps its record, and expires later.
                if (!row.Event.View.IsExpiredAt(batch.Now))
                    continue;
                batch.Remove(row);
            }
            batch.Write(record.Key, null);
        }
        Result = true;
        return default;
    }

    public override void Fail(string reason) => Answer(false);
}

/// <summary>
/// Changes nothing: what is in doubt is found out before any job, and the engine is asked for something. Answers whether that succeeded.
/// </summary>
sealed class SettleJob : EngineJob<bool>
{
    public override int Events => 0;

    public override void Collect(EngineLookups wanted, bool hasTombstones) => wanted.State.Add(StateKeys.Numbers);

    public override ValueTask ApplyAsync(EngineBatch batch)
    {
        Result = true;
        return default;
    }

    public override void Fail(string reason) => Answer(false);
}
