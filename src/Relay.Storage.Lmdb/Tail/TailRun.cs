using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The additions of one or several commits, in the index's order: the ascending postings of each term, ids and expirations; and the numbers
/// that the commits removed. Immutable and safe to share.
/// </summary>
sealed class TailRun
{
    readonly Term[] _terms;

    /// <summary>The index at which the postings of each term begin, and the end of the last.</summary>
    readonly int[] _starts;

    readonly Posting[] _postings;

    public TailRun(Term[] terms, int[] starts, Posting[] postings, NumberedKey[] ids, NumberedKey[] expirations, Removal[] removed)
    {
        _terms = terms;
        _starts = starts;
        _postings = postings;
        Ids = ids;
        Expirations = expirations;
        Removed = removed;
    }

    /// <summary>The number of events.</summary>
    public int Events => Ids.Length;

    /// <summary>The number of postings and removals. Runs are merged by it.</summary>
    public int Entries => _postings.Length + Removed.Length;

    /// <summary>The start of each id with the event's number, ascending.</summary>
    public NumberedKey[] Ids { get; }

    /// <summary>The second of expiry with the event's number, for events that expire, ascending.</summary>
    public NumberedKey[] Expirations { get; }

    /// <summary>The events that these commits removed, ascending. Their postings may be in any run or in the index.</summary>
    public Removal[] Removed { get; }

    public ReadOnlySpan<Term> Terms => _terms;

    public ArraySegment<Posting> PostingsAt(int term) => new(_postings, _starts[term], _starts[term + 1] - _starts[term]);

    /// <summary>The postings of a term, ascending; empty if there are none.</summary>
    public ArraySegment<Posting> PostingsOf(in Term term)
    {
        var index = Array.BinarySearch(_terms, term);
        return index < 0 ? ArraySegment<Posting>.Empty : PostingsAt(index);
    }

    /// <summary>A run that only has removals, which must be ascending.</summary>
    public static TailRun OfRemovals(Removal[] removed) => new([], [0], [], [], [], removed);

    /// <summary>The run without removals by successors above this number. Those are returned separately.</summary>
    public TailRun Split(long lastSuccessor, out Removal[] kept)
    {
        kept = Array.FindAll(Removed, removal => removal.Successor > lastSuccessor);
        return kept.Length == 0 ? this : new TailRun(
            _terms, _starts, _postings, Ids, Expirations, Array.FindAll(Removed, removal => removal.Successor <= lastSuccessor));
    }

    /// <summary>The run without these removals.</summary>
    public TailRun Without(HashSet<Removal> removed) => !Array.Exists(Removed, removed.Contains) ? this : new TailRun(
        _terms, _starts, _postings, Ids, Expirations, Array.FindAll(Removed, removal => !removed.Contains(removal)));

    /// <summary>Whether one of these commits removed the event, for a reader with this bound.</summary>
    public bool IsRemoved(long sequence, long bound)
    {
        if (Removed.Length == 0)
            return false;
        var at = Array.BinarySearch(Removed, new Removal(sequence, 0));
        at = at < 0 ? ~at : at;
        return at < Removed.Length && Removed[at].Sequence == sequence && Removed[at].IsRemovedAt(bound);
    }

    /// <summary>The index of the first term that is at least this one.</summary>
    public int FirstAtLeast(in Term term)
    {
        var index = Array.BinarySearch(_terms, term);
        return index < 0 ? ~index : index;
    }

    /// <summary>Merges two runs. The second may have removed events of the first.</summary>
    public static TailRun Merge(TailRun a, TailRun b)
    {
        var terms = new Term[a._terms.Length + b._terms.Length];
        var starts = new int[terms.Length + 1];
        var postings = new Posting[a._postings.Length + b._postings.Length];
        int count = 0, written = 0, i = 0, j = 0;
        while (i < a._terms.Length || j < b._terms.Length)
        {
            var order = i == a._terms.Length ? 1 : j == b._terms.Length ? -1 : a._terms[i].CompareTo(b._terms[j]);
            terms[count] = order <= 0 ? a._terms[i] : b._terms[j];
            starts[count++] = written;
            var left = order <= 0 ? a.PostingsAt(i++) : ArraySegment<Posting>.Empty;
            var right = order >= 0 ? b.PostingsAt(j++) : ArraySegment<Posting>.Empty;
            written += MergeSorted<Posting>(left, right, postings.AsSpan(written));
        }
        Array.Resize(ref terms, count);
        Array.Resize(ref starts, count + 1);
        starts[count] = written;
        return new TailRun(
            terms, starts, postings,
            MergeSorted(a.Ids, b.Ids), MergeSorted(a.Expirations, b.Expirations), MergeSorted(a.Removed, b.Removed));
    }

    static T[] MergeSorted<T>(T[] a, T[] b) where T : IComparable<T>
    {
        if (a.Length == 0)
            return b;
        if (b.Length == 0)
            return a;
        var merged = new T[a.Length + b.Length];
        MergeSorted<T>(a, b, merged);
        return merged;
    }

    static int MergeSorted<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> merged) where T : IComparable<T>
    {
        var written = 0;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            if (a[0].CompareTo(b[0]) <= 0)
            {
                merged[written++] = a[0];
                a = a[1..];
            }
            else
            {
                merged[written++] = b[0];
                b = b[1..];
            }
        }
        a.CopyTo(merged[written..]);
        b.CopyTo(merged[(written + a.Length)..]);
        return written + a.Length + b.Length;
    }
}
