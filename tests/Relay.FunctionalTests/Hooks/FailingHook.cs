using System.Threading.Tasks.Sources;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A hook that fails for a certain client or event, in one of several ways, and works for all others.</summary>
sealed class FailingHook(string name, Misbehavior how)
{
    /// <summary>The User-Agent of the client, and the content of its events.</summary>
    public const string Mark = "bad";

    static readonly Author Author = new();

    /// <summary>What tells its exceptions from those of other tests.</summary>
    public string Text { get; } = $"this hook fails, {Guid.NewGuid()}";

    public void AddTo(RelayBuilder relay) => _ = name switch
    {
        "RejectConnection" => relay.RejectConnection((client, _) => Meet(client, Verdict.Accept)),
        "OnConnect" => relay.OnConnect((client, _) => Meet(client)),
        "OnDisconnect" => relay.OnDisconnect(client => Meet(client)),
        "OverwriteRelayInformation" => relay.OverwriteRelayInformation((client, document, _) => Meet(client, document)),
        "RejectMessage" => relay.RejectMessage((client, _) => Check(client)),
        "RejectEvent" => relay.RejectEvent((_, e, _) => Meet(e, Verdict.Accept)),
        "RejectVanish" => relay.RejectVanish((_, e, _) => Meet(e, Verdict.Accept)),
        "StoreEvent" => relay.StoreEvent((e, _) => Meet(e, new StoreResult(StoreStatus.Stored))),
        "ReplaceEvent" => relay.ReplaceEvent((e, _) => Meet(e, new StoreResult(StoreStatus.Stored))),
        "DeleteEvent" => relay.DeleteEvent((request, _) => Meet(request.Event, new StoreResult(StoreStatus.Stored))),
        "OverwriteDeletionOutcome" => relay.OverwriteDeletionOutcome((e, _, _) => Meet(e, DeletionOutcome.Default)),
        "OnEventSaved" => relay.OnEventSaved((_, e, _) => Meet(e)),
        "OnEventDeleted" => relay.OnEventDeleted((e, _) => Meet(e)),
        "OnEphemeralEvent" => relay.OnEphemeralEvent((_, e, _) => Meet(e)),
        "RejectFilter" => relay.RejectFilter((client, _, _) => Meet(client, Verdict.Accept)),
        "RejectCountFilter" => relay.RejectCountFilter((client, _, _) => Meet(client, Verdict.Accept)),
        "OverwriteFilter" => relay.OverwriteFilter((client, filter, _) => Meet(client, filter)),
        "OverwriteResponseEvent" => relay.OverwriteResponseEvent((client, e, _) => client.UserAgent == Mark ? Meet(e, e) : new(e)),
        "PreventBroadcast" => relay.PreventBroadcast((client, e, _) => client.UserAgent == Mark ? Meet(e, false) : new(false)),
        "QueryEvents" => relay.QueryEvents((client, _, _, _) => Meet(client)),
        "CountEvents" => relay.CountEvents((query, _) => Meet(query.Client, 1L), appliesVisibility: true),
        "CountEventsHll" => relay.CountEventsHll((query, _, _) => Meet(query.Client, 1L), appliesVisibility: true),
        "OnQueryCost" => relay.OnQueryCost((client, _) => Check(client)),
        "OnSubscriptionOpened" => relay.OnSubscriptionOpened((subscription, _) => Meet(subscription.Client)),
        "OnSubscriptionEnded" => relay.OnSubscriptionEnded((subscription, _) => Meet(subscription.Client)),
        "RemoveEvents" => relay.RemoveEvents((_, _) => Fail(0)),
        _ => throw new ArgumentException(name),
    };

    public static NostrEvent Note() => Author.Note(Mark);

    public static NostrEvent Of(int kind, params string[][] tags) => Author.Event(kind, Mark, tags: tags);

    public static NostrEvent Deletion(NostrEvent target) =>
        Author.Event(Kind.Deletion, Mark, tags: [["e", target.Id.ToString()]]);

    Verdict Check(ClientContext client) => client.UserAgent == Mark ? throw Failure : Verdict.Accept;

    ValueTask<T> Meet<T>(ClientContext? client, T value) => client?.UserAgent == Mark ? Fail(value) : new(value);

    ValueTask<T> Meet<T>(NostrEvent e, T value) => e.Content == Mark ? Fail(value) : new(value);

    ValueTask Meet(ClientContext? client) => client?.UserAgent == Mark ? Fail() : default;

    ValueTask Meet(NostrEvent e) => e.Content == Mark ? Fail() : default;

    ValueTask Fail() => how == Misbehavior.FailsLater ? new(FailLaterAsync(0)) : how == Misbehavior.AnswersTwice
        ? SpentAnswer<int>.Untyped
        : throw Failure;

    ValueTask<T> Fail<T>(T value) => how == Misbehavior.FailsLater ? new(FailLaterAsync(value)) : how == Misbehavior.AnswersTwice
        ? SpentAnswer<T>.Typed
        : throw Failure;

    async Task<T> FailLaterAsync<T>(T value)
    {
        await Task.Yield();
        return value is null ? value : throw Failure;
    }

    Exception Failure => how == Misbehavior.GivesUp ? new TaskCanceledException(Text) : new InvalidOperationException(Text);

    /// <summary>An answer whose object serves another question already.</summary>
    sealed class SpentAnswer<T> : IValueTaskSource<T>, IValueTaskSource
    {
        ManualResetValueTaskSourceCore<T> _core;

        public static ValueTask<T> Typed
        {
            get
            {
                var (source, version) = Spent();
                return new(source, version);
            }
        }

        public static ValueTask Untyped
        {
            get
            {
                var (source, version) = Spent();
                return new(source, version);
            }
        }

        public T GetResult(short token) => _core.GetResult(token);

        void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        static (SpentAnswer<T> Source, short Version) Spent()
        {
            var source = new SpentAnswer<T>();
            var version = source._core.Version;
            source._core.Reset();
            return (source, version);
        }
    }
}
