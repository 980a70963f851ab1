using System.Runtime.ExceptionServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Several sources of events as one: results in NIP-01's order, each event once, each filter its own limit. Trusts no
/// source: what matches no filter, is hidden from the asker or is expired is dropped. Holds a bounded number of events of
/// each source; one that fails ends the query, and so does one that is asked for its next event and gives none within the deadline of
/// hooks. The order is only as good as the sources' own.
/// </summary>
sealed class MergedSources(IReadOnlyList<IQueryEventsHook> sources, TimeProvider time, HookRunner? runner = null) : IQueryEventsHook
{
    public bool AppliesVisibility => true;

    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        Turn.EndHere();
        var stop = new CancellationTokenSource();
        // What sources register with their token is foreign, and does not run on the thread of whoever ends the query.
        await using var registration = cancel.UnsafeRegister(
            static stop => HookRunner.Observe(((CancellationTokenSource)stop!).CancelAsync()), stop);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var inputs = new MergeInput[sources.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = new MergeInput(query, sink, now, stop, runner);
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                inputs[i].Start(sources[i].AppliesVisibility ? sources[i] : new VisibleSource(sources[i], now));
            await MergeAsync(inputs, new FilterLimits(query.Filters), sink, cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // One source failed, which stopped the others: its failure is the one that matters.
            foreach (var input in inputs)
            {
                if (input.Failure is not (null or OperationCanceledException))
                    ExceptionDispatchInfo.Throw(input.Failure);
            }
            throw;
        }
        finally
        {
            HookRunner.Observe(stop.CancelAsync());
            foreach (var input in inputs)
                await input.EndAsync(cancel);
        }
    }

    static async ValueTask MergeAsync(MergeInput[] inputs, FilterLimits limits, IEventSink sink, CancellationToken cancel)
    {
        NostrEvent? last = null;
        while (!limits.IsExhausted && !sink.IsComplete && await TakeNewestAsync(inputs, cancel) is { } e)
        {
            if (last?.Id == e.Id || !limits.Take(e.View))
                continue;
            last = e;
            while (!sink.TryWrite(e.View))
                await sink.WaitForRoomAsync(cancel);
        }
    }

    static async ValueTask<NostrEvent?> TakeNewestAsync(MergeInput[] inputs, CancellationToken cancel)
    {
        MergeInput? first = null;
        foreach (var input in inputs)
        {
            await input.FillAsync(cancel);
            if (input.Head is { } head && (first is null || Precedes(head, first.Head!)))
                first = input;
        }
        return first?.Take();
    }

    static bool Precedes(NostrEvent left, NostrEvent right)
    {
        var order = right.CreatedAt.CompareTo(left.CreatedAt);
        return order < 0 || order == 0 && left.Id.CompareTo(right.Id) < 0;
    }
}
