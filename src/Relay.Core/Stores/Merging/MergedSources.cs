using System.Runtime.ExceptionServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Several sources of events as one: results in NIP-01's order, each event once, each filter with its own limit. It trusts no source: it
/// drops events that match no filter, are hidden from the asker or are expired. It holds a bounded number of events of each source. A
/// source that fails, or does not give its next event within the deadline of hooks, ends the query, unless partial answers are wanted. The
/// order is only as good as that of the sources.
/// </summary>
sealed class MergedSources(IReadOnlyList<IQueryEventsHook> sources, TimeProvider time, HookRunner? runner = null) : IQueryEventsHook
{
    public bool AppliesVisibility => true;

    /// <summary>
    /// If set, a source that fails does not keep the others from answering: the query fails with this text after all that they found.
    /// </summary>
    public string? Partial { get; init; }

    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        Turn.EndHere();
        var stop = new CancellationTokenSource();
        // Callbacks that sources register with their token are foreign code, and do not run on the thread that ends the query.
        await using var registration = cancel.UnsafeRegister(
            static stop => HookRunner.Observe(((CancellationTokenSource)stop!).CancelAsync()), stop);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var inputs = new MergeInput[sources.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = new MergeInput(query, sink, now, stop, runner, mayFail: Partial is not null);
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                inputs[i].Start(sources[i].AppliesVisibility ? sources[i] : new VisibleSource(sources[i], now));
            await MergeAsync(inputs, new FilterLimits(query.Filters), sink, cancel);
            if (Partial is not null && FailureOf(inputs) is { } failure && !sink.IsComplete)
                throw new StoreBrokenException(Partial, failure);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // One source failed, which stopped the others. Its failure is the one to report.
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

    /// <summary>Why a source failed; first of all what no store has logged.</summary>
    static Exception? FailureOf(MergeInput[] inputs)
    {
        Exception? failure = null;
        foreach (var input in inputs)
        {
            if (failure is null or StoreBrokenException)
                failure = input.Failure ?? failure;
        }
        return failure;
    }

    static async ValueTask MergeAsync(MergeInput[] inputs, FilterLimits limits, IEventSink sink, CancellationToken cancel)
    {
        NostrEvent? last = null;
        while (!limits.IsExhausted && !sink.IsComplete && await TakeNewestAsync(inputs, cancel) is { } e)
        {
            if (last?.Id == e.Id || !limits.Take(e.View))
                continue;
            last = e;
            await sink.WriteAsync(e, cancel);
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
