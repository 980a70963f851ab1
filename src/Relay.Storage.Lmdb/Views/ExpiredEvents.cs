using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Tells from the lists of expiry which stored events are past theirs.</summary>
static class ExpiredEvents
{
    public static bool Any(scoped in StoreView view, long now) => TryFirst(view, default, now, out _);

    /// <summary>The entry of an event that has expired, the first at or above the given one; it may be removed already.</summary>
    public static bool TryFirst(scoped in StoreView view, NumberedKey from, long now, out NumberedKey first)
    {
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        from.Write(item);
        first = view.Index.TryPageAtLeast(view.Expirations, PostingIndex.OneList, item, out var page, out var at)
            ? NumberedKey.Read(view.Index.Item(page, at))
            : new NumberedKey(ulong.MaxValue, 0);
        foreach (var run in view.Tail.Runs)
        {
            var next = Array.BinarySearch(run.Expirations, from);
            next = next < 0 ? ~next : next;
            if (next < run.Expirations.Length && run.Expirations[next].CompareTo(first) < 0)
                first = run.Expirations[next];
        }
        return first.Key <= (ulong)now;
    }
}
