using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The rules that every event passes, whether a client, an import or the relay itself brings it. The caller has checked id and signature,
/// and applies limits of size and rate. Everything else is decided here and in the stores. Thread-safe.
/// </summary>
public sealed class Admission
{
    readonly HookPipeline _pipeline;
    readonly DeletionOutcomes _deletionOutcomes;
    readonly Fanouts _fanout;
    readonly TimeProvider _time;
    readonly AdmissionRules _rules;
    readonly AccessRules _access;
    readonly VanishRules _vanish;

    internal Admission(
        HookPipeline pipeline, DeletionOutcomes deletionOutcomes, Fanouts fanout, TimeProvider time, AdmissionRules rules,
        AccessRules access, VanishRules vanish)
    {
        _pipeline = pipeline;
        _deletionOutcomes = deletionOutcomes;
        _fanout = fanout;
        _time = time;
        _rules = rules;
        _access = access;
        _vanish = vanish;
    }

    /// <summary>Where an event of this kind goes once it is accepted.</summary>
    internal EventRoute RouteOf(ushort kind)
    {
        if (Kind.ClassOf(kind) == KindClass.Ephemeral)
            return EventRoute.PassOn;
        if (kind == Kind.Deletion && _pipeline.HasOverwriteDeletionOutcome)
            return EventRoute.StoreAlone;
        return _pipeline.Sequenced is null ? EventRoute.StoreInStages : EventRoute.Store;
    }

    /// <summary>Whether every store has the event, so that it need not be checked again.</summary>
    internal bool IsStored(in Bytes32 id)
    {
        if (_pipeline.Sequenced is { } sequenced)
            return sequenced.Contains(id);
        foreach (var store in _pipeline.Stores)
        {
            if (!store.Contains(id))
                return false;
        }
        return _pipeline.Stores.Count > 0;
    }

    /// <summary>
    /// Applies the relay's own rules, then those of the hooks. The relay honours a request to vanish from any client (NIP-62), so only the
    /// rate of such requests is limited.
    /// </summary>
    internal ValueTask<Verdict> JudgeAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        var verdict = _rules.Check(e.View, _time.GetUtcNow().ToUnixTimeSeconds());
        if (!verdict.IsRefused)
            verdict = _access.CheckWrite(client, e.View);
        if (!verdict.IsRefused)
            verdict = _pipeline.CheckRequest(e.Kind);
        if (verdict.IsRefused)
            return new(verdict);
        return e.Kind == Kind.Vanish ? _vanish.CheckAsync(client, e, cancel) : _pipeline.RejectEventAsync(client, e, cancel);
    }

    /// <summary>
    /// The stages of one connection's events on their way to the storage handlers; null if one store numbers all events.
    /// </summary>
    internal StorageStages? NewStages(CancellationToken eventsGivenUp, Action<LaneEvent> done) =>
        _pipeline.Sequenced is null ? new StorageStages(_pipeline, _fanout, eventsGivenUp, done) : null;

    /// <summary>
    /// Stores an event that was accepted and is not ephemeral. With <see cref="EventRoute.Store"/>, the store has taken the event into its
    /// order when this call returns, and completes the result when the store answers.
    /// </summary>
    internal ValueTask<StoreResult> StoreAsync(NostrEvent e, EventRoute route, CancellationToken cancel) =>
        route == EventRoute.Store ? _pipeline.AdmitAsync(e) : StoreAloneAsync(e, cancel);

    /// <summary>
    /// Passes an accepted ephemeral event on to subscribers, after the stored event with the number <paramref name="after"/>, which came
    /// before it.
    /// </summary>
    internal async ValueTask<StoreResult> PassOnAsync(ClientContext client, NostrEvent e, long after, CancellationToken cancel)
    {
        await _pipeline.OnEphemeralEventAsync(client, e, cancel);
        await _fanout.PublishAsync(new LiveEvent(e), after);
        return new(StoreStatus.Stored);
    }

    async ValueTask<StoreResult> StoreAloneAsync(NostrEvent e, CancellationToken cancel)
    {
        var request = e.Kind == Kind.Deletion && _pipeline.HasOverwriteDeletionOutcome
            ? await _deletionOutcomes.AskAsync(e, cancel)
            : null;
        return _pipeline.Sequenced is null ? await StoreUnnumberedAsync(e, request) : await _pipeline.AdmitAsync(e, request);
    }

    /// <summary>
    /// Stores an event where no store announces new events to all subscriptions. It is announced here, once every handler has it.
    /// </summary>
    async ValueTask<StoreResult> StoreUnnumberedAsync(NostrEvent e, DeletionRequest? request)
    {
        Turn.EndHere();
        _fanout.Unannounced?.Begin(e.Id);
        var isPublished = false;
        try
        {
            var result = await _pipeline.AdmitAsync(e, request);
            isPublished = result.Status == StoreStatus.Stored;
            if (isPublished)
                await _fanout.PublishAsync(new LiveEvent(e));
            // A number of the handler's own says nothing here: the fan-out would wait for an event with that number.
            return result with { Sequence = 0 };
        }
        finally
        {
            if (!isPublished)
                _fanout.Unannounced?.End(e.Id);
        }
    }
}
