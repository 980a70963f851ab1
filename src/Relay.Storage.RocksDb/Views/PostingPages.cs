using System.Buffers;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>
/// Reads posting lists for one view. A page is a copy of some neighbouring postings, which stays until the view ends. A list that is read
/// on from the end of the last page needs no search.
/// </summary>
sealed class PostingPages(ReadSession session) : IDisposable
{
    // A search costs about as much as ten steps. Merges of hundreds of lists take little from most of them; intersections come back to few.
    const int Few = 2, Usual = 8, MostAfterSearch = 64, Most = 256;

    /// <summary>With more lists than this in a view, only the newest postings of each are read at first.</summary>
    const int ManyLists = 32;

    /// <summary>Up to this many postings are counted exactly.</summary>
    const int CountedExactly = 16;

    Posting[] _postings = [];
    int _used;
    int _lists;
    readonly byte[] _reads = new byte[64];
    int _count;
    Term _term;
    Posting _next;
    bool _isThere;

    /// <summary>Reads a page that begins with the greatest posting of the list that is at most <paramref name="atMost"/>.</summary>
    public bool TryRead(in Term term, Posting atMost, bool isFirst, out PostingPage page, out int index)
    {
        _lists += isFirst ? 1 : 0;
        var goesOn = _count > 0 && _next == atMost && _term.Equals(term);
        var most = goesOn ? Math.Min(2 * _count, Most) : isFirst && _lists > ManyLists ? Few : AfterSearch(term);
        var iterator = session.IteratePrefix(RocksFamily.Postings);
        if (!goesOn)
            Seek(iterator, term, atMost);
        _term = term;
        _count = Fill(iterator, most);
        page = new PostingPage(_used - _count, _count, 0);
        index = _count - 1;
        return _count > 0;
    }

    /// <summary>A posting of a page. Pages are filled from new to old.</summary>
    public Posting At(PostingPage page, int index) => _postings[(int)page.Handle + page.Count - 1 - index];

    /// <summary>The rough number of postings in a list. Short lists are counted, and long ones estimated by the bytes they take.</summary>
    public long Count(in Term term, ListSizes sizes)
    {
        Span<byte> key = stackalloc byte[ListKey.Size];
        ListKey.WritePrefix(term, key);
        ListKey.WritePosting(Posting.Max, key);
        var iterator = session.IteratePrefix(RocksFamily.Postings);
        (_count, _isThere) = (0, false);
        var count = 0;
        for (var any = iterator.Seek(key); any; any = iterator.MoveNext())
        {
            if (++count > CountedExactly)
                return Math.Max(count, sizes.Estimate(key[..ListKey.PrefixSize]));
        }
        return count;
    }

    public void Dispose()
    {
        if (_postings.Length > 0)
            ArrayPool<Posting>.Shared.Return(_postings);
        _postings = [];
    }

    /// <summary>More the more often a list is read. Two lists may count as one, which only changes how much is read.</summary>
    int AfterSearch(in Term term)
    {
        ref var reads = ref _reads[term.GetHashCode() & (_reads.Length - 1)];
        var most = Math.Min(Usual << reads, MostAfterSearch);
        reads = (byte)Math.Min(reads + 1, 8);
        return most;
    }

    void Seek(RocksIterator iterator, in Term term, Posting atMost)
    {
        Span<byte> key = stackalloc byte[ListKey.Size];
        ListKey.WritePrefix(term, key);
        ListKey.WritePosting(atMost, key);
        _isThere = iterator.Seek(key);
    }

    /// <summary>Copies postings from where the iterator is, and leaves it behind them.</summary>
    int Fill(RocksIterator iterator, int most)
    {
        if (_used + most > _postings.Length)
            Grow(most);
        var count = 0;
        for (; _isThere && count < most; _isThere = iterator.MoveNext())
        {
            var posting = ListKey.ReadPosting(iterator.Key);
            _postings[_used + count++] = posting;
            _next = posting.IsZero ? posting : posting.Previous;
        }
        _used += count;
        return count;
    }

    void Grow(int more)
    {
        var larger = ArrayPool<Posting>.Shared.Rent(Math.Max(2 * _postings.Length, Math.Max(_used + more, 4 * Most)));
        _postings.AsSpan(0, _used).CopyTo(larger);
        if (_postings.Length > 0)
            ArrayPool<Posting>.Shared.Return(_postings);
        _postings = larger;
    }
}
