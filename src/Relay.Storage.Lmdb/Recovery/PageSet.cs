namespace Relay.Storage.Lmdb;

/// <summary>The pages met so far, a bit for each page of the file.</summary>
sealed class PageSet(long pages)
{
    readonly ulong[] _bits = new ulong[(pages + 63) / 64];

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    /// <summary>False if the page was there already.</summary>
    public bool TryAdd(long page)
    {
        ref var bits = ref _bits[page / 64];
        var bit = 1UL << (int)(page % 64);
        if ((bits & bit) != 0)
            return false;
        bits |= bit;
        Count++;
        return true;
    }
}
