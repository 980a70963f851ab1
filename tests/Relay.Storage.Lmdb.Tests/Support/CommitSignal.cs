using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Records the store's announcements, and lets a test wait for one.</summary>
sealed class CommitSignal : ICommitListener
{
    readonly Lock _gate = new();
    readonly List<CommittedEvent> _stored = [];
    readonly List<Bytes32> _removed = [];
    TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool WantsRemoved => true;

    /// <summary>Called first, on the writer's thread, which goes on when it returns.</summary>
    public Action<CommittedBatch>? Intercept { get; set; }

    public IReadOnlyList<CommittedEvent> Stored
    {
        get
        {
            lock (_gate)
                return [.. _stored];
        }
    }

    public IReadOnlyList<Bytes32> Removed
    {
        get
        {
            lock (_gate)
                return [.. _removed];
        }
    }

    public void OnCommitted(CommittedBatch batch)
    {
        Intercept?.Invoke(batch);
        lock (_gate)
        {
            _stored.AddRange(batch.Stored);
            _removed.AddRange(batch.Removed.Select(e => e.Id));
            _next.SetResult();
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until the condition holds, now or after a commit.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        while (true)
        {
            Task next;
            lock (_gate)
                next = _next.Task;
            if (condition())
                return;
            await next.Within(what);
        }
    }
}
