using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>The hooks by which faults come about.</summary>
sealed class FaultHooks(TestFaults faults, TimeProvider time) : IRejectEventHook, IRejectFilterHook, IRejectCountFilterHook
{
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        DecideAsync(client, faults.Events, e, cancel);

    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        DecideAsync(client, faults.Filters, filter, cancel);

    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        DecideAsync(client, faults.Filters, filter, cancel);

    async ValueTask<Verdict> DecideAsync<T>(ClientContext client, FaultList<Func<T, Verdict>> refusals, T subject, CancellationToken cancel)
    {
        if (client.IsRelay)
            return Verdict.Accept;
        foreach (var delay in faults.Delays.All)
            await Task.Delay(delay, time, cancel);
        foreach (var drop in faults.Drops.All)
            drop();
        return First(refusals, subject);
    }

    static Verdict First<T>(FaultList<Func<T, Verdict>> refusals, T subject)
    {
        foreach (var decide in refusals.All)
        {
            var verdict = decide(subject);
            if (verdict.IsRefused || verdict.IsShadow)
                return verdict;
        }
        return Verdict.Accept;
    }
}
