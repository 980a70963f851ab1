namespace Relay.Core;

/// <summary>Passes on what a store announces while it is the one that is read: the others announce the same.</summary>
sealed class MirrorListener(MirrorMembers members, MirrorMember member, ICommitListener listener) : ICommitListener
{
    public bool WantsRemoved => listener.WantsRemoved;

    public void OnCommitted(CommittedBatch batch)
    {
        if (members.Reading == member)
            listener.OnCommitted(batch);
    }
}
