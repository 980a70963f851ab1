using Relay.Nostr;

namespace Relay.Core;

/// <summary>What a store has of a key: events by it, and gift wraps to it.</summary>
enum KeyBelongings
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Only events that no reader finds, because they have expired.</summary>
    Remains,

    /// <summary>At least one event that readers find.</summary>
    Some,
}

/// <summary>
/// Carries out a request to vanish (NIP-62). The tombstone comes first: once it is committed, nothing of the key is visible. The events are
/// erased in slices, also after a restart.
/// </summary>
static class BatchErasure
{
    /// <summary>How many events are erased or looked at at a time, so that clients' events come between.</summary>
    const int RowsAtOnce = 1000;

    /// <summary>Other writes wait during the search. A key with more expired events than this is taken to have something.</summary>
    const int MostLooked = 4000;

    const int MostBytes = 4 << 20;

    public static async ValueTask<KeyBelongings> FindBelongingsAsync(EngineBatch batch, Bytes32 key)
    {
        foreach (var e in batch.Events)
        {
            if (!e.IsDropped && IsOf(e.Row.Event.View, key))
                return KeyBelongings.Some;
        }
        var (found, looked) = (KeyBelongings.None, 0);
        foreach (var filter in FiltersOf(key, long.MaxValue))
        {
            for (EventPosition? next = null; ;)
            {
                var page = await batch.Engine.QueryAsync(Query(filter, next, most: 64), CancellationToken.None);
                foreach (var row in page.Rows)
                {
                    if (!IsOf(row.Event.View, key) || batch.IsRemoved(row.Sequence))
                        continue;
                    if (!row.Event.View.IsExpiredAt(batch.Now) && !batch.Vanishing.Cover(row.Event.View) || ++looked > MostLooked)
                        return KeyBelongings.Some;
                    found = KeyBelongings.Remains;
                }
                if ((next = page.Next) is null)
                    break;
            }
        }
        return found;
    }

    /// <summary>Keeps everything of the key out, and notes that its events are to be erased.</summary>
    public static void Begin(EngineBatch batch, NostrEvent request, bool erases)
    {
        var vanishing = new Vanishing(request.PublicKey, request.CreatedAt, request.Id);
        batch.AddTombstone(StateKeys.Vanished(vanishing.Key), vanishing.UpTo, vanishing.Request);
        if (!erases)
            return;
        batch.Write(StateKeys.Vanishing(vanishing.Key), StateKeys.Until(vanishing.UpTo, vanishing.Request));
        // A later request of the same key covers an earlier one that is still being carried out.
        batch.Vanishing = batch.Vanishing.SetItem(vanishing.Key, vanishing);
        for (var i = 0; i < batch.Events.Count; i++)
        {
            if (!batch.Events[i].IsDropped && vanishing.Covers(batch.Events[i].Row.Event.View))
                batch.Drop(i);
        }
    }

    /// <summary>Erases some events. True if that was all of them; the request is then carried out.</summary>
    public static async ValueTask<bool> EraseSomeAsync(EngineBatch batch, Bytes32 key)
    {
        if (!batch.Vanishing.TryGetValue(key, out var vanishing))
            return true;
        var left = RowsAtOnce;
        foreach (var filter in FiltersOf(key, vanishing.UpTo))
        {
            for (EventPosition? next = null; ;)
            {
                var page = await batch.Engine.QueryAsync(Query(filter, next, RowsAtOnce), CancellationToken.None);
                foreach (var row in page.Rows)
                {
                    if (!vanishing.Covers(row.Event.View) || batch.IsRemoved(row.Sequence))
                        continue;
                    batch.Remove(row);
                    left--;
                }
                if (left <= 0)
                    return false;
                if ((next = page.Next) is null)
                    break;
            }
        }
        batch.Write(StateKeys.Vanishing(key), null);
        batch.Vanishing = batch.Vanishing.Remove(key);
        return true;
    }

    static EngineQuery Query(Filter filter, EventPosition? after, int most) =>
        new(filter, Visibility.Everything, after, long.MaxValue, Now: 0, most, MostBytes);

    static Filter[] FiltersOf(Bytes32 key, long upTo) =>
    [
        new() { Authors = [key], Until = upTo == long.MaxValue ? null : upTo },
        new()
        {
            Kinds = [Kind.GiftWrap], Until = upTo == long.MaxValue ? null : upTo,
            Tags = [new TagFilter('p', [new TagValue(key)])],
        },
    ];

    static bool IsOf(EventView e, in Bytes32 key) => e.PublicKey == key || e.Kind == Kind.GiftWrap && e.HasRecipient(key);
}
