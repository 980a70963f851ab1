namespace Relay.Storage.Lmdb;

/// <summary>The pages visited so far, with one bit for each page of the file.</summary>
sealed class PageSet(long pages)
{
    readonly ulong[] _bits = new ulong[(pages + 63) / 64];

    /// <summary>The number of pages added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a page. False if it was added before.</summary>
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
