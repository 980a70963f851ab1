using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>The hooks by which faults come about.</summary>
sealed class FaultHooks(TimeProvider time) : IRejectConnectionHook, IRejectEventHook, IRejectFilterHook, IRejectCountFilterHook
{
    public FaultList<TimeSpan> Delays { get; } = new();

    public FaultList<WatchedConnections> Drops { get; } = new();

    public FaultList<Func<ClientContext, Verdict>> Connections { get; } = new();

    public FaultList<Func<NostrEvent, Verdict>> Events { get; } = new();

    public FaultList<Func<Filter, Verdict>> Filters { get; } = new();

    public ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel) => new(First(Connections, client));

    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        DecideAsync(client, Events, e, cancel);

    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        DecideAsync(client, Filters, filter, cancel);

    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        DecideAsync(client, Filters, filter, cancel);

    async ValueTask<Verdict> DecideAsync<T>(ClientContext client, FaultList<Func<T, Verdict>> faults, T subject, CancellationToken cancel)
    {
        if (client.IsRelay)
            return Verdict.Accept;
        foreach (var delay in Delays.All)
            await Task.Delay(delay, time, cancel);
        foreach (var connections in Drops.All)
            connections.Abort();
        return First(faults, subject);
    }

    static Verdict First<T>(FaultList<Func<T, Verdict>> faults, T subject)
    {
        foreach (var decide in faults.All)
        {
            var verdict = decide(subject);
            if (verdict.IsRefused || verdict.IsShadow)
                return verdict;
        }
        return Verdict.Accept;
    }
}
