namespace Relay.Storage.Lmdb;

/// <summary>
/// Something the writer does in a transaction. Whoever queued it waits for one of <see cref="Succeed"/> and <see cref="Fail"/>.
/// </summary>
abstract class WriteJob
{
    /// <summary>Whether the answer may precede the commit where the store's sync option lets it.</summary>
    public virtual bool MayAnswerEarly => false;

    /// <summary>What an early answer promises, if anything; asked after <see cref="Apply"/> and before <see cref="Succeed"/>.</summary>
    public virtual Promise? Promise => null;

    /// <summary>Whether it makes room: a disk that is full has a reserve for it.</summary>
    public virtual bool IsRemoval => false;

    /// <summary>The number of events it brings, by which transactions are bounded.</summary>
    public virtual int Events => 1;

    /// <summary>The bytes that it brings or moves, by which transactions are bounded, too.</summary>
    public virtual long Bytes => 0;

    /// <summary>Makes its changes. It may be called again, in another transaction, if this one fails.</summary>
    public abstract void Apply(scoped in StoreView view, LogScope scope);

    /// <summary>The changes are committed (or may be answered early). Never throws, never runs anybody else's code.</summary>
    public virtual void Succeed()
    {
    }

    /// <summary>The changes could not be made; the reason begins with a prefix.</summary>
    public virtual void Fail(string reason)
    {
    }
}
