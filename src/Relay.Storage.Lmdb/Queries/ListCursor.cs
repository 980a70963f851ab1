using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Walks one posting list from new to old: a list of the index, page by page, or one of a tail run. A mutable struct that lives in
/// an array; it holds no cursor of LMDB, since a page at hand stays valid as long as its snapshot.
/// </summary>
struct ListCursor
{
    readonly Term _term;
    readonly ArraySegment<Posting> _run;
    LmdbPage _page;
    int _at;

    /// <summary>A list of the index.</summary>
    public ListCursor(in Term term) => _term = term;

    /// <summary>A list in memory, ascending.</summary>
    public ListCursor(ArraySegment<Posting> run) => _run = run;

    readonly bool IsInMemory => _run.Array is not null;

    /// <summary>The posting at hand, after a move that succeeded.</summary>
    public Posting Current { get; private set; }

    /// <summary>Moves to the greatest posting that is this one or smaller, wherever the cursor stands; false if there is none.</summary>
    public bool Seek(scoped in StoreView view, Posting atMost)
    {
        if (IsInMemory)
        {
            var index = _run.AsSpan().BinarySearch(atMost);
            _at = index < 0 ? ~index - 1 : index;
            return Load(view);
        }
        Span<byte> key = stackalloc byte[Term.MaxLength];
        key = key[.._term.WriteTo(key)];
        if (atMost == Posting.Max)
        {
            if (!view.Index.TryLast(view.Postings, key, out _page))
                return false;
            _at = 0;
            return Load(view);
        }
        Span<byte> item = stackalloc byte[Posting.Size];
        atMost.Write(item);
        return view.Index.TryPageAtMost(view.Postings, key, item, out _page, out _at) && Load(view);
    }

    /// <summary>Moves one posting down; false at the end.</summary>
    public bool MoveNext(scoped in StoreView view)
    {
        if (--_at >= 0)
            return Load(view);
        return !IsInMemory && !Current.IsZero && Seek(view, Current.Previous);
    }

    /// <summary>Moves down to the greatest posting that is this one or smaller; looks into the page at hand before the tree.</summary>
    public bool MoveDownTo(scoped in StoreView view, Posting atMost)
    {
        if (Current <= atMost)
            return true;
        if (IsInMemory || Posting.Read(view.Index.Item(_page, 0)) > atMost)
            return Seek(view, atMost);
        var items = view.Index.Items(_page);
        int low = 0, high = _at - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (Posting.Read(items[(middle * Posting.Size)..]) <= atMost)
                low = middle;
            else
                high = middle - 1;
        }
        _at = low;
        return Load(view);
    }

    bool Load(scoped in StoreView view)
    {
        if (_at < 0)
            return false;
        Current = IsInMemory ? _run[_at] : Posting.Read(view.Index.Item(_page, _at));
        return true;
    }
}
