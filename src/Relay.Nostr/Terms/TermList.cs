namespace Relay.Nostr;

/// <summary>A list of terms. It keeps its array for the next event unless it is very large. Not thread-safe.</summary>
public sealed class TermList
{
    const int KeptRoom = 512;

    Term[] _terms = new Term[32];
    int _count;

    /// <summary>The terms collected.</summary>
    public ReadOnlySpan<Term> Span => _terms.AsSpan(0, _count);

    /// <summary>Empties the list.</summary>
    public void Clear()
    {
        if (_terms.Length > KeptRoom && _count <= KeptRoom)
            _terms = new Term[KeptRoom];
        _count = 0;
    }

    /// <summary>Adds a term.</summary>
    public void Add(in Term term)
    {
        if (_count == _terms.Length)
            Array.Resize(ref _terms, 2 * _count);
        _terms[_count++] = term;
    }

    /// <summary>Sorts the terms and drops repeated ones.</summary>
    public void SortAndDeduplicate()
    {
        var terms = _terms.AsSpan(0, _count);
        terms.Sort();
        _count = 0;
        foreach (var term in terms)
        {
            if (_count == 0 || !_terms[_count - 1].Equals(term))
                _terms[_count++] = term;
        }
    }
}
