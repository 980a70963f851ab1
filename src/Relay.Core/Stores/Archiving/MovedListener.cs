namespace Relay.Core;

/// <summary>Passes on what the first store announces, but not as removed what has only gone to an archive.</summary>
sealed class MovedListener(ArchiveMoves moves, ICommitListener listener) : ICommitListener
{
    public bool WantsRemoved => listener.WantsRemoved;

    public void OnCommitted(CommittedBatch batch) =>
        listener.OnCommitted(batch with { Removed = [.. batch.Removed.Where(e => !moves.IsMoving(e.Id))] });
}
