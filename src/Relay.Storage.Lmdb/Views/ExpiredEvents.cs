using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Finds stored events that have expired, in the lists of expirations.</summary>
static class ExpiredEvents
{
    public static bool Any(scoped in StoreView view, long now) => TryFirst(view, default, now, out _);

    /// <summary>The first entry of an expired event at or above <paramref name="from"/>. The event may be removed already.</summary>
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
