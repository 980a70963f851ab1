using System.Buffers;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The union of posting lists, from new to old: a heap with the newest at the top. Equal postings of several lists (an event under
/// two terms, or in tail and index both) come once. Valid within one view. Hundreds of lists take a pooled array, which
/// <see cref="Dispose"/> gives back; thousands take one that nobody keeps.
/// </summary>
sealed class PostingMerge : IDisposable
{
    const int FirstCapacity = 8;

    /// <summary>Some 200 KB: what one query in thousands needs is not kept for the others, which never give it back.</summary>
    const int MostPooled = 2048;

    ListCursor[] _cursors = new ListCursor[FirstCapacity];
    int _count;

    /// <summary>Whether there is a posting at hand.</summary>
    public bool HasCurrent => _count > 0;

    /// <summary>The newest posting not yet passed.</summary>
    public Posting Current => _cursors[0].Current;

    /// <summary>Adds the lists of all terms, of which no more are there than are left, until the slice's time is over.</summary>
    public void AddTerms(scoped in StoreView view, List<Term> terms, Posting atMost, scoped ref ListAllowance lists)
    {
        foreach (var term in terms)
        {
            if (lists.IsInterrupted)
                return;
            lists.Take();
            AddTerm(view, term, atMost);
        }
    }

    /// <summary>Adds every list of the term, in the index and in the tail, from this posting down.</summary>
    public void AddTerm(scoped in StoreView view, in Term term, Posting atMost)
    {
        foreach (var run in view.Tail.Runs)
        {
            var postings = run.PostingsOf(term);
            if (postings.Count > 0)
                Add(view, new ListCursor(postings), atMost);
        }
        Add(view, new ListCursor(term), atMost);
    }

    /// <summary>Adds postings found otherwise, ascending.</summary>
    public void AddPostings(scoped in StoreView view, Posting[] ascending, Posting atMost)
    {
        if (ascending.Length > 0)
            Add(view, new ListCursor(ascending), atMost);
    }

    /// <summary>Passes the posting at hand.</summary>
    public void MoveNext(scoped in StoreView view)
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

    /// <summary>Passes everything above this posting.</summary>
    public void MoveDownTo(scoped in StoreView view, Posting atMost)
    {
        while (_count > 0 && Current > atMost)
        {
            if (_cursors[0].MoveDownTo(view, atMost))
                SiftDown();
            else
                RemoveTop();
        }
    }

    /// <summary>Passes everything.</summary>
    public void Clear() => _count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _count = 0;
        Replace([]);
    }

    void Add(scoped in StoreView view, ListCursor cursor, Posting atMost)
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
        // Cleared, because a cursor keeps a run of the tail alive.
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
