using Relay.Nostr;

namespace Relay.Core;

/// <summary>Lambdas for the hooks of events on their way in, with a token or without.</summary>
public static class EventHookExtensions
{
    /// <summary>Asks about every event that is valid and new.</summary>
    public static RelayBuilder RejectEvent(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) =>
        relay.Add(new RejectEventLambda(handler));

    /// <summary>Asks about every event that is valid and new.</summary>
    public static RelayBuilder RejectEvent(this RelayBuilder relay, Func<ClientContext, NostrEvent, Verdict> handler) =>
        relay.Add(new RejectEventLambda((client, e, _) => new(handler(client, e))));

    /// <summary>Asks about every stored event that a deletion request of its author names; a refusal spares it.</summary>
    public static RelayBuilder OverwriteDeletionOutcome(
        this RelayBuilder relay, Func<NostrEvent, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) =>
        relay.Add(new OverwriteDeletionOutcomeLambda(handler));

    /// <summary>Asks about every stored event that a deletion request of its author names; a refusal spares it.</summary>
    public static RelayBuilder OverwriteDeletionOutcome(this RelayBuilder relay, Func<NostrEvent, NostrEvent, Verdict> handler) =>
        relay.Add(new OverwriteDeletionOutcomeLambda((target, deletion, _) => new(handler(target, deletion))));

    /// <summary>Tells of every event that was stored.</summary>
    public static RelayBuilder OnEventSaved(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnEventSavedLambda(handler));

    /// <summary>Tells of every event that was stored.</summary>
    public static RelayBuilder OnEventSaved(this RelayBuilder relay, Action<ClientContext, NostrEvent> handler) =>
        relay.Add(new OnEventSavedLambda((client, e, _) =>
        {
            handler(client, e);
            return default;
        }));

    /// <summary>Tells of every stored event that is gone.</summary>
    public static RelayBuilder OnEventDeleted(this RelayBuilder relay, Func<NostrEvent, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnEventDeletedLambda(handler));

    /// <summary>Tells of every stored event that is gone.</summary>
    public static RelayBuilder OnEventDeleted(this RelayBuilder relay, Action<NostrEvent> handler) =>
        relay.Add(new OnEventDeletedLambda((e, _) =>
        {
            handler(e);
            return default;
        }));

    /// <summary>Tells of every ephemeral event that was accepted.</summary>
    public static RelayBuilder OnEphemeralEvent(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnEphemeralEventLambda(handler));

    /// <summary>Tells of every ephemeral event that was accepted.</summary>
    public static RelayBuilder OnEphemeralEvent(this RelayBuilder relay, Action<ClientContext, NostrEvent> handler) =>
        relay.Add(new OnEphemeralEventLambda((client, e, _) =>
        {
            handler(client, e);
            return default;
        }));
}
