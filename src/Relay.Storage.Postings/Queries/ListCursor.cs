using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Walks one posting list from new to old: one of the engine's, page by page, or one in memory. A mutable struct that is stored in an
/// array. It holds nothing of the engine that must be released, since a page stays valid as long as its view.
/// </summary>
struct ListCursor
{
    readonly Term _term;
    readonly ArraySegment<Posting> _run;
    PostingPage _page;
    int _at;

    /// <summary>Creates a cursor for the engine's own list of a term.</summary>
    public ListCursor(in Term term) => _term = term;

    /// <summary>Creates a cursor for an ascending list in memory.</summary>
    public ListCursor(ArraySegment<Posting> run) => _run = run;

    readonly bool IsInMemory => _run.Array is not null;

    /// <summary>The current posting, after a move that succeeded.</summary>
    public Posting Current { get; private set; }

    /// <summary>
    /// Moves, from any position, to the greatest posting that is at most <paramref name="atMost"/>. False if there is no such posting.
    /// </summary>
    public bool Seek<TView>(scoped in TView view, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (IsInMemory)
        {
            var index = _run.AsSpan().BinarySearch(atMost);
            _at = index < 0 ? ~index - 1 : index;
            return Load(view);
        }
        if (atMost == Posting.Max)
        {
            if (!TView.TryLast(view, _term, out _page, out _at))
                return false;
            return Load(view);
        }
        return TView.TryPageAtMost(view, _term, atMost, out _page, out _at) && Load(view);
    }

    /// <summary>Moves one posting down. False at the end.</summary>
    public bool MoveNext<TView>(scoped in TView view)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (--_at >= 0)
            return Load(view);
        return !IsInMemory && !Current.IsZero && Seek(view, Current.Previous);
    }

    /// <summary>
    /// Moves down to the greatest posting that is at most <paramref name="atMost"/>. Searches the current page before the tree.
    /// </summary>
    public bool MoveDownTo<TView>(scoped in TView view, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (Current <= atMost)
            return true;
        if (IsInMemory || TView.PostingAt(view, _page, 0) > atMost)
            return Seek(view, atMost);
        int low = 0, high = _at - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (TView.PostingAt(view, _page, middle) <= atMost)
                low = middle;
            else
                high = middle - 1;
        }
        _at = low;
        return Load(view);
    }

    bool Load<TView>(scoped in TView view)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (_at < 0)
            return false;
        Current = IsInMemory ? _run[_at] : TView.PostingAt(view, _page, _at);
        return true;
    }
}
