using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>A query for stored events: filters whose limits are already within bounds, and what the asker may see.</summary>
public sealed class EventQuery
{
    /// <summary>
    /// The filters; the result is their union, each with its own limit. A null limit is none. A client's limit comes one or a few events
    /// higher, which are not sent: that fewer are found tells that there are no more (NIP-67).
    /// </summary>
    public required IReadOnlyList<Filter> Filters { get; init; }

    /// <summary>Decides which events exist for the asker.</summary>
    public required Visibility Visibility { get; init; }

    /// <summary>Events with a higher number are left out: they reach the subscription live.</summary>
    public long MaxSequence { get; init; } = long.MaxValue;

    /// <summary>The connection, if a client asks.</summary>
    public ClientContext? Client { get; init; }

    /// <summary>
    /// Runs some milliseconds' work for this query when it is the asker's turn at a processor, unless the query is cancelled by then. It
    /// never waits. A store that looks at more than a little does so in such slices, and lets others go on in between.
    /// </summary>
    public ValueTask<TResult> InTurnAsync<TState, TResult>(TState state, Func<TState, TResult> slice, CancellationToken cancel)
    {
        var entering = Client?.Turns?.EnterAsync() ?? default;
        return entering.IsCompletedSuccessfully
            ? new(Run(entering.Result, state, slice, cancel))
            : RunLaterAsync(entering, state, slice, cancel);
    }

    /// <summary>Told by whoever answers how much is looked at for it; null if nobody wants to know.</summary>
    public QueryMeter? Meter { get; init; }

    static TResult Run<TState, TResult>(Turn turn, TState state, Func<TState, TResult> slice, CancellationToken cancel)
    {
        using (turn)
        {
            cancel.ThrowIfCancellationRequested();
            return slice(state);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    static async ValueTask<TResult> RunLaterAsync<TState, TResult>(
        ValueTask<Turn> entering, TState state, Func<TState, TResult> slice, CancellationToken cancel) =>
        Run(await entering, state, slice, cancel);
}
