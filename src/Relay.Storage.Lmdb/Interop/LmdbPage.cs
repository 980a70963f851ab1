using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A run of a list's items where they lie in the map: sorted, without gaps, in full as the page holds them. It may be kept in arrays and
/// objects, many at a time, as long as its snapshot lives; its bytes are had from the snapshot, which knows pages of an earlier one.
/// </summary>
readonly unsafe struct LmdbPage
{
    readonly byte* _items;
    readonly int _stamp;
    readonly ushort _count;
    readonly ushort _itemBytes;

    internal LmdbPage(NativeValue page, int itemBytes, int stamp)
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

    internal int Stamp => _stamp;

    internal ReadOnlySpan<byte> Bytes => new(_items, _count * _itemBytes);

    internal ReadOnlySpan<byte> Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return new ReadOnlySpan<byte>(_items + (index * _itemBytes), _itemBytes);
    }
}
