using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Items of a list as they lie on one page of the map: sorted, without gaps, and complete. The value may be kept in arrays and objects as
/// long as its snapshot lives. The snapshot gives access to the bytes, and refuses pages of an earlier snapshot.
/// </summary>
readonly unsafe struct LmdbPage
{
    readonly byte* _items;
    readonly int _stamp;
    readonly ushort _count;
    readonly ushort _itemBytes;

    public LmdbPage(NativeValue page, int itemBytes, int stamp)
    {
        _items = page.Data;
        _stamp = stamp;
        _count = checked((ushort)((int)page.Size / itemBytes));
        _itemBytes = (ushort)itemBytes;
    }

    LmdbPage(PostingPage page)
    {
        _items = (byte*)page.Handle;
        _stamp = page.Stamp;
        _count = (ushort)page.Count;
        _itemBytes = Posting.Size;
    }

    /// <summary>The page as queries keep it.</summary>
    public PostingPage AsPostings => new((nint)_items, _count, _stamp);

    /// <summary>A page of postings that <see cref="AsPostings"/> gave.</summary>
    public static LmdbPage Of(PostingPage page) => new(page);

    public int Count => _count;

    public int Stamp => _stamp;

    public ReadOnlySpan<byte> Bytes => new(_items, _count * _itemBytes);

    public ReadOnlySpan<byte> Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return new ReadOnlySpan<byte>(_items + (index * _itemBytes), _itemBytes);
    }
}
