using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A change that the writer makes in a transaction. The writer calls <see cref="Succeed"/> or <see cref="Fail"/>, and the code that queued
/// the job waits for that.
/// </summary>
abstract class WriteJob : IWriteJob
{
    /// <summary>Whether the answer may precede the commit, if the store's sync option allows it.</summary>
    public virtual bool MayAnswerEarly => false;

    /// <summary>
    /// The event that an early answer promises to store; null if it promises nothing. Read between <see cref="Apply"/> and
    /// <see cref="Succeed"/>.
    /// </summary>
    public virtual Promise? Promise => null;

    /// <summary>Whether it frees space. A full disk has a reserve for such jobs.</summary>
    public virtual bool IsRemoval => false;

    /// <inheritdoc/>
    public virtual int Events => 1;

    /// <inheritdoc/>
    public virtual long Bytes => 0;

    /// <summary>Makes its changes. May be called again, in another transaction, if this one fails.</summary>
    public abstract void Apply(scoped in StoreView view, LogScope scope);

    /// <summary>Called when the changes are committed, or may be answered early. Never throws, and never runs foreign code.</summary>
    public virtual void Succeed()
    {
    }

    /// <summary>Called when the changes could not be made. The reason begins with a prefix.</summary>
    public virtual void Fail(string reason)
    {
    }
}
