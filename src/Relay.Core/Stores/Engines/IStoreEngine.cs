namespace Relay.Core;

/// <summary>
/// Where a store keeps its rows: events under their numbers, and small records of state under their keys. An engine finds, orders and
/// commits; <see cref="EngineStore"/> decides what is stored (NIP-01, NIP-09, NIP-40, NIP-62) and makes a store for a relay of it.
/// <para>
/// Reads may come at any time from any thread, also during a commit, and see whole commits. There is one commit at a time. An engine that
/// answers without waiting should return completed tasks.
/// </para>
/// </summary>
public interface IStoreEngine : IAsyncDisposable
{
    /// <summary>
    /// Whether tasks are complete when they are returned. False for an engine that asks a server: then nothing that must not wait asks it.
    /// </summary>
    bool AnswersAtOnce => true;

    /// <summary>
    /// Finds what a batch of writes must know before it is decided: every event with one of these ids or addresses, and every record of
    /// state with one of these keys. Finding an event twice does no harm.
    /// </summary>
    ValueTask FindAsync(EngineLookups wanted, EngineFindings found, CancellationToken cancel);

    /// <summary>
    /// Returns the next events of one filter, in the order of NIP-01. It may return events that do not match, are hidden or have expired,
    /// since the record decides, but must not leave out one that matches.
    /// </summary>
    ValueTask<EnginePage> QueryAsync(EngineQuery query, CancellationToken cancel);

    /// <summary>
    /// Counts the next events of one filter without returning them, if that is cheaper; null if it is not. The count must be exact:
    /// without hidden and expired events.
    /// </summary>
    ValueTask<EngineCount?> CountAsync(EngineQuery query, CancellationToken cancel) => default;

    /// <summary>
    /// Returns the stored events with numbers above <paramref name="after"/> up to <paramref name="last"/>, ascending. It stops after about
    /// <see cref="EventStoreExtensions.BytesAtOnce"/>, but returns at least the first.
    /// </summary>
    ValueTask<SequenceRange> ReadAsync(long after, long last, CancellationToken cancel);

    /// <summary>
    /// Returns the records of state with keys from <paramref name="from"/> up to but without <paramref name="to"/>, in the order of their
    /// bytes, at most this many.
    /// </summary>
    ValueTask<IReadOnlyList<StateRecord>> ReadStateAsync(StateKey from, StateKey to, int most, CancellationToken cancel);

    /// <summary>
    /// Carries out all changes or none. Completes when they are as durable as the engine promises and visible to reads. If it throws,
    /// nothing was changed; with <see cref="CommitInDoubtException"/>, nobody knows, and <see cref="SettleAsync"/> follows before anything
    /// else is committed.
    /// </summary>
    ValueTask CommitAsync(EngineChanges changes, CancellationToken cancel);

    /// <summary>
    /// Finds out whether the last commit, which is in doubt, was carried out. Throws as long as that cannot be found out.
    /// </summary>
    ValueTask<bool> SettleAsync(CancellationToken cancel) =>
        throw new NotSupportedException("this engine always knows whether it has committed");

    /// <summary>The meaning of an exception of any of these methods.</summary>
    EngineFailure Judge(Exception exception) => EngineFailure.Unknown;
}
