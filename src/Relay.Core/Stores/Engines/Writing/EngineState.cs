using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// What a store over an engine holds in memory of its last commit: the numbers given out and the requests to vanish that are being carried
/// out. Immutable.
/// </summary>
/// <param name="High">The newest number of a live event.</param>
/// <param name="Low">The lowest number given to history.</param>
/// <param name="Vanishing">The requests that are being carried out.</param>
/// <param name="HasTombstones">Whether anything may be kept out.</param>
sealed record EngineState(long High, long Low, ImmutableDictionary<Bytes32, Vanishing> Vanishing, bool HasTombstones)
{
    const int RecordsAtOnce = 1000;

    /// <summary>Reads the state of an engine, also of an empty one.</summary>
    public static async ValueTask<EngineState> ReadAsync(IStoreEngine engine, CancellationToken cancel)
    {
        var (high, low) = (Sequences.Middle - 1, Sequences.Middle);
        foreach (var record in await engine.ReadStateAsync(StateKeys.Numbers, StateKeys.FirstTombstone, 1, cancel))
            (high, low) = StateKeys.ReadNumbers(record.Value.Span);
        var tombstones = await engine.ReadStateAsync(StateKeys.FirstTombstone, StateKeys.FirstVanishing, 1, cancel);
        var vanishing = VanishingKeys.None.ToBuilder();
        for (var from = StateKeys.FirstVanishing; ;)
        {
            var records = await engine.ReadStateAsync(from, StateKeys.FirstExpiration, RecordsAtOnce, cancel);
            foreach (var record in records)
            {
                var request = StateKeys.ReadVanishing(record);
                vanishing[request.Key] = request;
            }
            if (records.Count < RecordsAtOnce)
                return new EngineState(high, low, vanishing.ToImmutable(), tombstones.Count > 0);
            from = new StateKey([.. records[^1].Key.Span, 0]);
        }
    }
}
