namespace Relay.Storage.Sql;

/// <summary>The first rows of many lists: <paramref name="each"/> of each list, or all that it has.</summary>
sealed class ListHeads(int lists, int each)
{
    readonly List<Posting> _rows = [];

    // How many rows of each list were read, and the place up to which it is complete if it has more than those.
    readonly int[] _counts = new int[lists];
    readonly ListPlace?[] _ends = new ListPlace?[lists];

    /// <summary>The number of rows.</summary>
    public int Rows => _rows.Count;

    /// <summary>Adds the next row of a list. A list with fewer than the wanted rows has no more.</summary>
    public void Add(int list, Posting posting)
    {
        _rows.Add(posting);
        if (++_counts[list] >= each)
            _ends[list] = posting.Place;
    }

    /// <summary>
    /// The lists that may have more rows before the place at which this many rows are found, or before the last place if there are fewer.
    /// </summary>
    public List<int> UnfinishedBefore(int wanted, out ListPlace place)
    {
        var unfinished = new List<int>();
        place = ListPlace.Last;
        if (_rows.Count == 0)
            return unfinished;
        _rows.Sort();
        place = _rows[Math.Min(wanted, _rows.Count) - 1].Place;
        for (var i = 0; i < _ends.Length; i++)
        {
            if (_ends[i] is { } end && end.CompareTo(place) < 0)
                unfinished.Add(i);
        }
        return unfinished;
    }

    /// <summary>Takes over the rows of some lists, which were read again up to a place. Some rows are then known twice.</summary>
    public void Replace(List<int> replaced, ListHeads again, ListPlace place)
    {
        _rows.AddRange(again._rows);
        // Behind the place these lists may have more rows.
        for (var i = 0; i < replaced.Count; i++)
            _ends[replaced[i]] = again._ends[i] ?? place;
    }

    /// <summary>Merges the rows up to the place at which all lists are complete.</summary>
    public ListStretch Merge(ListPlace last, long scanned)
    {
        ListPlace? horizon = null;
        foreach (var end in _ends)
        {
            if (end is { } place && (horizon is null || place.CompareTo(horizon.Value) < 0))
                horizon = place;
        }
        _rows.Sort();
        var count = 0;
        for (var i = 0; i < _rows.Count && !(_rows[i].Place.CompareTo(horizon ?? last) > 0); i++)
        {
            if (count == 0 || _rows[i].Sequence != _rows[count - 1].Sequence)
                _rows[count++] = _rows[i];
        }
        _rows.RemoveRange(count, _rows.Count - count);
        return new ListStretch(_rows, horizon ?? last, horizon is null, scanned);
    }
}
