namespace Relay.Storage.Lmdb;

/// <summary>Tells from the lists of expiry whether stored events are past theirs.</summary>
static class ExpiredEvents
{
    public static bool Any(scoped in StoreView view, long now)
    {
        Span<byte> first = stackalloc byte[NumberedKey.Size];
        first.Clear();
        if (view.Index.TryPageAtLeast(view.Expirations, PostingIndex.OneList, first, out var page, out var at)
            && NumberedKey.Read(view.Index.Item(page, at)).Key <= (ulong)now)
            return true;
        foreach (var run in view.Tail.Runs)
        {
            if (run.Expirations.Length > 0 && run.Expirations[0].Key <= (ulong)now)
                return true;
        }
        return false;
    }
}
