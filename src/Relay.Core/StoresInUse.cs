using System.Runtime.CompilerServices;

namespace Relay.Core;

/// <summary>
/// Which stores have a relay that runs. A store announces new events to one relay, so a second one on the same store would never pass them
/// on. Thread-safe.
/// </summary>
static class StoresInUse
{
    static readonly Lock Gate = new();
    static readonly ConditionalWeakTable<IEventStore, object> Users = [];

    /// <summary>Takes the stores for a relay. Throws, and takes none, if another relay has one of them.</summary>
    public static void Take(IReadOnlyList<IEventStore> stores, object relay)
    {
        lock (Gate)
        {
            foreach (var store in Flatten(stores))
            {
                if (Users.TryGetValue(store, out var other) && other != relay)
                {
                    throw new InvalidOperationException(
                        $"this {store.GetType().Name} is the store of another relay that runs: relays share no store");
                }
            }
            foreach (var store in Flatten(stores))
                Users.AddOrUpdate(store, relay);
        }
    }

    /// <summary>Gives them back when the relay has ended.</summary>
    public static void Give(IReadOnlyList<IEventStore> stores)
    {
        lock (Gate)
        {
            foreach (var store in Flatten(stores))
                Users.Remove(store);
        }
    }

    static IEnumerable<IEventStore> Flatten(IReadOnlyList<IEventStore> stores) =>
        stores.Concat(stores.OfType<IComposedStore>().SelectMany(static composed => Flatten(composed.Stores)));
}
