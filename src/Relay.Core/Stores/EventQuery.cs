using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>A query for stored events: filters whose limits are already within bounds, and what the asker may see.</summary>
public sealed class EventQuery
{
    /// <summary>
    /// The filters. The result is their union; each filter has its own limit, and null means no limit. For clients, the relay asks for one
    /// or a few events more than it sends: fewer results show that there are no more (NIP-67).
    /// </summary>
    public required IReadOnlyList<Filter> Filters { get; init; }

    /// <summary>Decides which events exist for the asker.</summary>
    public required Visibility Visibility { get; init; }

    /// <summary>Events with a higher number are left out: the subscription gets them live.</summary>
    public long MaxSequence { get; init; } = long.MaxValue;

    /// <summary>The connection, if a client asks.</summary>
    public ClientContext? Client { get; init; }

    /// <summary>
    /// Runs some milliseconds of work for this query when it is the asker's turn at a processor, unless the query is cancelled by then. The
    /// work must not wait. A store with more work does it in such slices, so that other clients can go on in between.
    /// </summary>
    public ValueTask<TResult> InTurnAsync<TState, TResult>(TState state, Func<TState, TResult> slice, CancellationToken cancel)
    {
        var entering = Client?.Turns.EnterAsync() ?? default;
        return entering.IsCompletedSuccessfully
            ? new(Run(entering.Result, state, slice, cancel))
            : RunLaterAsync(entering, state, slice, cancel);
    }

    /// <summary>Where the source reports how many entries it scanned for the query; null if nothing needs to know.</summary>
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
