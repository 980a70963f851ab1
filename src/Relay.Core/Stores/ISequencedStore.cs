using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A store that gives every event it commits the next number. With it, and with no other source of events beside it,
/// the hand-off from stored to live is a comparison of numbers: nothing lost, nothing twice, no buffer.
/// It is called while its clients have places at the processors, so no call may block its thread on anything but work.
/// </summary>
public interface ISequencedStore : IEventStore
{
    /// <summary>The number of the newest event that queries can see. It never falls.</summary>
    long LastSequence { get; }

    /// <summary>
    /// Announces every committed batch, in order and one at a time, after queries can see it. Called on a thread that
    /// later announcements wait for. One listener; set before the first event is stored.
    /// </summary>
    void Listen(ICommitListener listener);

    /// <summary>
    /// Gives the events that are still stored with numbers above <paramref name="after"/> up to <paramref name="last"/>, ascending; no
    /// more than some <see cref="EventStoreExtensions.BytesAtOnce"/> of them, the first one in any case. What there is up to
    /// <paramref name="read"/> has been given then.
    /// </summary>
    IReadOnlyList<NostrEvent> ReadSequence(long after, long last, out long read);

    /// <summary>Completes when everything up to this number is committed; at once unless answers may precede commits.</summary>
    ValueTask WaitForCommitAsync(long sequence);
}
