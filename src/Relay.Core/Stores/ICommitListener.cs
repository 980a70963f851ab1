namespace Relay.Core;

/// <summary>Is told what a store has committed.</summary>
public interface ICommitListener
{
    /// <summary>Whether <see cref="CommittedBatch.Removed"/> is wanted, which costs a copy of each removed event.</summary>
    bool WantsRemoved { get; }

    /// <summary>Called after a batch is committed and visible.</summary>
    void OnCommitted(CommittedBatch batch);
}
