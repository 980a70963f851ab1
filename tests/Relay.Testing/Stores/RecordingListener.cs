using System.Collections.Concurrent;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>Keeps every announced batch.</summary>
public sealed class RecordingListener(bool wantsRemoved = false) : ICommitListener
{
    public ConcurrentQueue<CommittedBatch> Batches { get; } = new();

    public bool WantsRemoved => wantsRemoved;

    public IReadOnlyList<CommittedEvent> Stored => [.. Batches.SelectMany(static batch => batch.Stored)];

    public IReadOnlyList<NostrEvent> Removed => [.. Batches.SelectMany(static batch => batch.Removed)];

    public void OnCommitted(CommittedBatch batch) => Batches.Enqueue(batch);
}
