using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Asked about every event that is valid and new. The events of one connection are asked about in the order of their arrival, and the next
/// one without waiting for the verdict on this one. They are stored in the order of arrival, even if verdicts arrive in another order.
/// </summary>
public interface IRejectEventHook
{
    /// <summary>The first refusal wins; its text is sent in OK.</summary>
    ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}

/// <summary>
/// Asked about every request to vanish (kind 62); no other event hook is. The relay honours such a request from any client (NIP-62), so
/// only rate limits have a reason to refuse one.
/// </summary>
public interface IRejectVanishHook
{
    /// <summary>The first refusal wins; its text is sent in OK.</summary>
    ValueTask<Verdict> RejectVanishAsync(ClientContext client, NostrEvent request, CancellationToken cancel);
}

/// <summary>
/// Asked about every stored event that a deletion request (kind 5) names, the author's own and those of others: so a hook may protect
/// events, and let moderators delete. It is not asked about requests (kinds 5 and 62), which nobody can delete.
/// </summary>
public interface IOverwriteDeletionOutcomeHook
{
    /// <summary>
    /// The first handler that does not answer <see cref="DeletionOutcome.Default"/> decides. The request itself is stored in any case.
    /// </summary>
    ValueTask<DeletionOutcome> OverwriteDeletionOutcomeAsync(NostrEvent target, NostrEvent deletion, CancellationToken cancel);
}

/// <summary>Told of every event that was stored.</summary>
public interface IEventSavedHook
{
    /// <summary>Runs when the store has answered and the client was told OK. The connection's next answer waits for it.</summary>
    ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}

/// <summary>Told of every stored event that was removed: deleted, replaced, expired or vanished.</summary>
public interface IEventDeletedHook
{
    /// <summary>Runs after the commit.</summary>
    ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel);
}

/// <summary>Told of every ephemeral event that was accepted.</summary>
public interface IEphemeralEventHook
{
    /// <summary>Runs before the event is passed on to subscribers.</summary>
    ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}

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

    /// <summary>Asks about every request to vanish, which no other hook refuses.</summary>
    public static RelayBuilder RejectVanish(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) =>
        relay.Add(new RejectVanishLambda(handler));

    /// <summary>Asks about every request to vanish, which no other hook refuses.</summary>
    public static RelayBuilder RejectVanish(this RelayBuilder relay, Func<ClientContext, NostrEvent, Verdict> handler) =>
        relay.Add(new RejectVanishLambda((client, request, _) => new(handler(client, request))));

    /// <summary>Asks about every stored event that a deletion request names: deletes it, spares it, or leaves it to NIP-09.</summary>
    public static RelayBuilder OverwriteDeletionOutcome(
        this RelayBuilder relay, Func<NostrEvent, NostrEvent, CancellationToken, ValueTask<DeletionOutcome>> handler) =>
        relay.Add(new OverwriteDeletionOutcomeLambda(handler));

    /// <summary>Asks about every stored event that a deletion request names: deletes it, spares it, or leaves it to NIP-09.</summary>
    public static RelayBuilder OverwriteDeletionOutcome(this RelayBuilder relay, Func<NostrEvent, NostrEvent, DeletionOutcome> handler) =>
        relay.Add(new OverwriteDeletionOutcomeLambda((target, deletion, _) => new(handler(target, deletion))));

    /// <summary>Tells of every event that was stored.</summary>
    public static RelayBuilder OnEventSaved(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnEventSavedLambda(handler));

    /// <summary>Tells of every event that was stored, and waits for the task.</summary>
    public static RelayBuilder OnEventSaved(this RelayBuilder relay, Func<ClientContext, NostrEvent, Task> handler) =>
        relay.Add(new OnEventSavedLambda((client, e, _) => new(handler(client, e))));

    /// <summary>Tells of every event that was stored.</summary>
    public static RelayBuilder OnEventSaved(this RelayBuilder relay, Action<ClientContext, NostrEvent> handler) =>
        relay.Add(new OnEventSavedLambda((client, e, _) =>
        {
            handler(client, e);
            return default;
        }));

    /// <summary>Tells of every stored event that was removed.</summary>
    public static RelayBuilder OnEventDeleted(this RelayBuilder relay, Func<NostrEvent, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnEventDeletedLambda(handler));

    /// <summary>Tells of every stored event that was removed, and waits for the task.</summary>
    public static RelayBuilder OnEventDeleted(this RelayBuilder relay, Func<NostrEvent, Task> handler) =>
        relay.Add(new OnEventDeletedLambda((e, _) => new(handler(e))));

    /// <summary>Tells of every stored event that was removed.</summary>
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

    /// <summary>Tells of every ephemeral event that was accepted, and waits for the task.</summary>
    public static RelayBuilder OnEphemeralEvent(this RelayBuilder relay, Func<ClientContext, NostrEvent, Task> handler) =>
        relay.Add(new OnEphemeralEventLambda((client, e, _) => new(handler(client, e))));

    /// <summary>Tells of every ephemeral event that was accepted.</summary>
    public static RelayBuilder OnEphemeralEvent(this RelayBuilder relay, Action<ClientContext, NostrEvent> handler) =>
        relay.Add(new OnEphemeralEventLambda((client, e, _) =>
        {
            handler(client, e);
            return default;
        }));

    sealed class OnEphemeralEventLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) : IEphemeralEventHook
    {
        public ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => handler(client, e, cancel);
    }

    sealed class OnEventDeletedLambda(Func<NostrEvent, CancellationToken, ValueTask> handler) : IEventDeletedHook
    {
        public ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel) => handler(e, cancel);
    }

    sealed class OnEventSavedLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) : IEventSavedHook
    {
        public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => handler(client, e, cancel);
    }

    sealed class OverwriteDeletionOutcomeLambda(
        Func<NostrEvent, NostrEvent, CancellationToken, ValueTask<DeletionOutcome>> handler) : IOverwriteDeletionOutcomeHook
    {
        public ValueTask<DeletionOutcome> OverwriteDeletionOutcomeAsync(NostrEvent target, NostrEvent deletion, CancellationToken cancel) =>
            handler(target, deletion, cancel);
    }

    sealed class RejectEventLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) : IRejectEventHook
    {
        public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
            handler(client, e, cancel);
    }

    sealed class RejectVanishLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) : IRejectVanishHook
    {
        public ValueTask<Verdict> RejectVanishAsync(ClientContext client, NostrEvent request, CancellationToken cancel) =>
            handler(client, request, cancel);
    }
}
