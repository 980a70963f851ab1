using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>The difference between two stores that are to have the same events.</summary>
/// <param name="Name">The name of the one that follows the other.</param>
/// <param name="IsBehind">Whether that is known.</param>
/// <param name="Missing">Events that only the other has.</param>
/// <param name="Extra">Events that the other does not have.</param>
sealed record MirrorDifference(string Name, bool IsBehind, long Missing, long Extra);

/// <summary>
/// Compares mirrors event by event with the first that is in step. Requests to vanish are left out: a store keeps them only if it had
/// something of their key.
/// </summary>
static class MirrorCheck
{
    /// <summary>Compares all of them.</summary>
    public static async Task<IReadOnlyList<MirrorDifference>> CompareAsync(
        MirrorStore mirror, TimeProvider time, Action<long> progress, CancellationToken cancel)
    {
        var first = mirror.Stores.First(static store => !store.IsBehind);
        var (differences, looked) = (new List<MirrorDifference>(), 0L);
        foreach (var store in mirror.Stores)
        {
            if (store.Store == first.Store)
                continue;
            var missing = await CountLackingAsync(first.Store, store.Store);
            differences.Add(new(store.Name, store.IsBehind, missing, await CountLackingAsync(store.Store, first.Store)));
        }
        return differences;

        async Task<long> CountLackingAsync(ISequencedStore read, ISequencedStore other)
        {
            var lacking = 0L;
            await LogBlocks.ReadAsync((IEventLog)read, cancel, async events =>
            {
                var now = time.GetUtcNow().ToUnixTimeSeconds();
                foreach (var e in events)
                {
                    if (e.Kind != Kind.Vanish && !e.View.IsExpiredAt(now) && !await other.ContainsAsync(e.Id, cancel))
                        lacking++;
                }
                looked += events.Count;
                progress(looked);
            });
            return lacking;
        }
    }
}
