using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Gathers events and removals and sorts them into a run. Keeps its buffers until it is trimmed. Not thread-safe.</summary>
/// <param name="hasher">Makes tag terms.</param>
/// <param name="expected">The expected number of entries. Buffers grow beyond it only as far as they must.</param>
sealed class TailRunBuilder(TermHasher hasher, int expected = int.MaxValue)
{
    /// <summary>Entries that buffers may keep, 2.6 MB: more than a usual batch has.</summary>
    public const int KeptEntries = 1 << 16;

    const int KeptEvents = 1 << 13;

    readonly TermList _terms = new();
    readonly List<NumberedKey> _ids = [];
    readonly List<NumberedKey> _expirations = [];
    readonly List<Removal> _removed = [];
    Term[] _entryTerms = new Term[256];
    Posting[] _entryPostings = new Posting[256];
    int _entries;

    /// <summary>The number of events gathered.</summary>
    public int Events => _ids.Count;

    /// <summary>The number of entries for which the buffers have room.</summary>
    public int Capacity => _entryTerms.Length;

    /// <summary>The number of entries in the lists of terms.</summary>
    public int Entries => _entries;

    public bool IsEmpty => _ids.Count == 0 && _removed.Count == 0;

    public void Add(EventView e, long sequence)
    {
        EventTerms.CollectStored(e, hasher, _terms);
        var posting = Posting.Of(e, sequence);
        var terms = _terms.Span;
        if (_entries + terms.Length > _entryTerms.Length)
        {
            var size = Math.Max((int)Math.Min(2L * _entryTerms.Length, expected), _entries + terms.Length);
            Array.Resize(ref _entryTerms, size);
            Array.Resize(ref _entryPostings, size);
        }
        terms.CopyTo(_entryTerms.AsSpan(_entries));
        _entryPostings.AsSpan(_entries, terms.Length).Fill(posting);
        _entries += terms.Length;
        _ids.Add(new NumberedKey(e.Id.Prefix, sequence));
        if (e.HasExpiration)
            _expirations.Add(new NumberedKey((ulong)e.Expiration, sequence));
    }

    public void AddRemoved(Removal removal) => _removed.Add(removal);

    /// <summary>Builds the run of everything gathered, and empties the builder.</summary>
    public TailRun Build()
    {
        // Sorting by term alone keeps the comparison short. The postings of each term are sorted afterwards.
        _entryTerms.AsSpan(0, _entries).Sort(_entryPostings.AsSpan(0, _entries));
        var count = 0;
        for (var i = 0; i < _entries; i++)
        {
            if (i == 0 || !_entryTerms[i].Equals(_entryTerms[i - 1]))
                count++;
        }
        var terms = new Term[count];
        var starts = new int[count + 1];
        var postings = _entryPostings.AsSpan(0, _entries).ToArray();
        for (int i = 0, term = -1; i < _entries; i++)
        {
            if (i > 0 && _entryTerms[i].Equals(_entryTerms[i - 1]))
                continue;
            terms[++term] = _entryTerms[i];
            starts[term] = i;
        }
        starts[count] = _entries;
        for (var i = 0; i < count; i++)
        {
            if (starts[i + 1] - starts[i] > 1)
                postings.AsSpan(starts[i]..starts[i + 1]).Sort();
        }
        _ids.Sort();
        _expirations.Sort();
        _removed.Sort();
        var run = new TailRun(terms, starts, postings, [.. _ids], [.. _expirations], [.. _removed]);
        Clear();
        return run;
    }

    /// <summary>Drops the buffers of an unusually large run. The builder must be empty.</summary>
    public void Trim()
    {
        if (_entryTerms.Length > KeptEntries)
            (_entryTerms, _entryPostings) = (new Term[256], new Posting[256]);
        if (_ids.Capacity > KeptEvents)
            _ids.Capacity = 0;
        if (_expirations.Capacity > KeptEvents)
            _expirations.Capacity = 0;
        if (_removed.Capacity > KeptEvents)
            _removed.Capacity = 0;
    }

    public void Clear()
    {
        _ids.Clear();
        _expirations.Clear();
        _removed.Clear();
        _entries = 0;
    }
}
