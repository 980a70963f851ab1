using System.Buffers;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// The union of posting lists, from new to old: a heap with the newest on top. Equal postings of several lists (an event under two terms,
/// or both in memory and in the engine) are returned once. Valid within one view. With hundreds of lists it uses a pooled array, which
/// <see cref="Dispose"/> returns; with thousands, an array that is not pooled.
/// </summary>
public sealed class PostingMerge : IDisposable
{
    const int FirstCapacity = 8;

    /// <summary>Some 200 KB. Larger arrays are needed by one query in thousands, and the pool would never release them.</summary>
    const int MostPooled = 2048;

    ListCursor[] _cursors = new ListCursor[FirstCapacity];
    int _count;

    /// <summary>Whether there is a current posting.</summary>
    public bool HasCurrent => _count > 0;

    /// <summary>The newest posting that was not passed yet.</summary>
    public Posting Current => _cursors[0].Current;

    /// <summary>Adds the lists of all terms until the slice's time is over. There must not be more terms than lists left.</summary>
    internal void AddTerms<TView>(scoped in TView view, List<Term> terms, Posting atMost, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        foreach (var term in terms)
        {
            if (lists.IsInterrupted)
                return;
            lists.Take();
            AddTerm(view, term, atMost);
        }
    }

    /// <summary>Adds every list of the term, in memory and in the engine, from this posting down.</summary>
    public void AddTerm<TView>(scoped in TView view, in Term term, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct =>
        TView.AddLists(view, term, this, atMost);

    /// <summary>Adds the engine's own list of a term, from this posting down.</summary>
    public void AddList<TView>(scoped in TView view, in Term term, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct =>
        Add(view, new ListCursor(term), atMost);

    /// <summary>Adds a list in memory, ascending, from this posting down.</summary>
    public void AddRun<TView>(scoped in TView view, ArraySegment<Posting> ascending, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (ascending.Count > 0)
            Add(view, new ListCursor(ascending), atMost);
    }

    /// <summary>Passes the current posting.</summary>
    public void MoveNext<TView>(scoped in TView view)
        where TView : IStoreView<TView>, allows ref struct
    {
        var passed = Current;
        do
        {
            if (_cursors[0].MoveNext(view))
                SiftDown();
            else
                RemoveTop();
        }
        while (_count > 0 && Current == passed);
    }

    /// <summary>Passes all postings above this one.</summary>
    public void MoveDownTo<TView>(scoped in TView view, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct
    {
        while (_count > 0 && Current > atMost)
        {
            if (_cursors[0].MoveDownTo(view, atMost))
                SiftDown();
            else
                RemoveTop();
        }
    }

    /// <summary>Passes all postings.</summary>
    public void Clear() => _count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _count = 0;
        Replace([]);
    }

    void Add<TView>(scoped in TView view, ListCursor cursor, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (!cursor.Seek(view, atMost))
            return;
        if (_count == _cursors.Length)
            Grow();
        var at = _count++;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (_cursors[parent].Current >= cursor.Current)
                break;
            _cursors[at] = _cursors[parent];
            at = parent;
        }
        _cursors[at] = cursor;
    }

    void Grow()
    {
        var capacity = 4 * _count;
        var larger = capacity <= MostPooled ? ArrayPool<ListCursor>.Shared.Rent(capacity) : new ListCursor[capacity];
        _cursors.AsSpan(0, _count).CopyTo(larger);
        Replace(larger);
    }

    void Replace(ListCursor[] cursors)
    {
        // Cleared, because a cursor keeps a list in memory alive.
        if (_cursors.Length is > FirstCapacity and <= MostPooled)
            ArrayPool<ListCursor>.Shared.Return(_cursors, clearArray: true);
        _cursors = cursors;
    }

    void RemoveTop()
    {
        _cursors[0] = _cursors[--_count];
        if (_count > 0)
            SiftDown();
    }

    void SiftDown()
    {
        var at = 0;
        var current = _cursors[0].Current;
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= _count)
                return;
            if (child + 1 < _count && _cursors[child + 1].Current > _cursors[child].Current)
                child++;
            if (_cursors[child].Current <= current)
                return;
            (_cursors[at], _cursors[child]) = (_cursors[child], _cursors[at]);
            at = child;
        }
    }
}
