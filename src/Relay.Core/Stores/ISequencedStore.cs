namespace Relay.Core;

/// <summary>
/// A store that gives every event it commits the next number. If it is the only source of events, the relay knows by comparing numbers
/// where stored events end and live ones begin: no event is lost or sent twice, and no buffer is needed. It is called while its clients
/// have places at the processors, so no call may block its thread except by working.
/// </summary>
public interface ISequencedStore : IEventStore
{
    /// <summary>Always true: it numbers events in the order in which it gets them.</summary>
    bool IStoreEventHook.KeepsOrder => true;

    /// <inheritdoc cref="IStoreEventHook.KeepsOrder"/>
    bool IReplaceEventHook.KeepsOrder => true;

    /// <inheritdoc cref="IStoreEventHook.KeepsOrder"/>
    bool IDeleteEventHook.KeepsOrder => true;

    /// <summary>The number of the newest event that queries can see. It never falls.</summary>
    long LastSequence { get; }

    /// <summary>
    /// Announces every committed batch, in order and one at a time, after queries can see it. The call delays later announcements. There is
    /// one listener, set before the first event is stored.
    /// </summary>
    void Listen(ICommitListener listener);

    /// <summary>
    /// Returns the events that are still stored with numbers above <paramref name="after"/> up to <paramref name="last"/>, ascending. It
    /// stops after about <see cref="EventStoreExtensions.BytesAtOnce"/>, but returns at least the first event.
    /// </summary>
    ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel);

    /// <summary>Completes when every event up to this number is committed; at once, unless answers may precede commits.</summary>
    ValueTask WaitForCommitAsync(long sequence);
}
