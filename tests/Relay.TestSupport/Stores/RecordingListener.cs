using System.Collections.Concurrent;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Keeps every announced batch.</summary>
public sealed class RecordingListener(bool wantsRemoved = false) : ICommitListener
{
    readonly List<(Func<bool> IsMet, TaskCompletionSource Met)> _awaited = [];

    public ConcurrentQueue<CommittedBatch> Batches { get; } = new();

    public bool WantsRemoved => wantsRemoved;

    public IReadOnlyList<CommittedEvent> Stored => [.. Batches.SelectMany(static batch => batch.Stored)];

    public IReadOnlyList<NostrEvent> Removed => [.. Batches.SelectMany(static batch => batch.Removed)];

    public void OnCommitted(CommittedBatch batch)
    {
        lock (_awaited)
        {
            Batches.Enqueue(batch);
            _awaited.RemoveAll(static awaited => awaited.IsMet() && awaited.Met.TrySetResult());
        }
    }

    /// <summary>Waits for an announcement, which may come shortly after the answer.</summary>
    public Task WaitForAsync(Func<RecordingListener, bool> condition)
    {
        lock (_awaited)
        {
            if (condition(this))
                return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((() => condition(this), met));
            return met.Task.Within("an announcement");
        }
    }
}
