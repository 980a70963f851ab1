namespace Relay.Storage.Sql;

/// <summary>
/// Reads the beginnings of lists in a database that cannot take the first rows of each with one statement: all rows of all lists up to one
/// place. The beginnings of some lists tell where about as many rows end as are wanted. If many more are there, what was read of them tells
/// where to end instead.
/// </summary>
sealed class ListSweep(ISqlSession session, SqlStatements statements, QueryBounds bounds)
{
    /// <summary>The most lists whose beginnings are read first.</summary>
    const int MostSampled = 16;

    /// <summary>Reads as <see cref="ListReader.ReadAsync"/> does.</summary>
    public async ValueTask<ListStretch> ReadAsync(IReadOnlyList<long> terms, ListRange range, int wanted, CancellationToken cancel)
    {
        var sample = await SampleAsync(terms, range, wanted, cancel);
        if (sample.Count == terms.Count && sample.TryMerge(range.To, wanted) is { } all)
            return all;
        var end = sample.EndFor(wanted * 2L * sample.Count / terms.Count) ?? range.To;
        var scanned = (long)sample.Rows.Count;
        for (var most = bounds.Rows; ;)
        {
            var part = await ReadPartAsync(terms, range with { To = end }, most, cancel);
            scanned += part.Rows.Count;
            if (part.Rows.Count == most)
            {
                var nearer = part.EndFor(terms, wanted);
                if (nearer.CompareTo(end) < 0)
                    end = nearer;
                else
                    most *= 2;
            }
            else if (part.Rows.Count > 0 || end == range.To)
                return Merge(part.Rows, end, end == range.To, scanned);
            else
                end = range.To;
        }
    }

    static ListStretch Merge(List<Posting> rows, ListPlace end, bool isAll, long scanned)
    {
        rows.Sort();
        var count = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (count == 0 || rows[i].Sequence != rows[count - 1].Sequence)
                rows[count++] = rows[i];
        }
        rows.RemoveRange(count, rows.Count - count);
        return new ListStretch(rows, end, isAll, scanned);
    }

    /// <summary>Reads the beginnings of some lists, spread over all of them, in one round trip.</summary>
    async ValueTask<Sample> SampleAsync(IReadOnlyList<long> terms, ListRange range, int wanted, CancellationToken cancel)
    {
        var sample = new Sample(Math.Min(terms.Count, MostSampled), each: 2 * wanted / terms.Count + 2);
        var calls = new SqlCall[sample.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var term = terms[(int)((long)i * terms.Count / calls.Length)];
            calls[i] = new SqlCall(statements.FirstOfList, [term, range.From.ToArray(), range.To.ToArray(), sample.Each]);
        }
        await session.ReadAllAsync(
            calls, sample,
            static (sample, list, row) => sample.Add(list, Row(row, 0)), cancel);
        sample.Rows.Sort();
        return sample;
    }

    async ValueTask<Part> ReadPartAsync(IReadOnlyList<long> terms, ListRange range, int most, CancellationToken cancel)
    {
        var part = new Part();
        await session.ReadAsync(
            statements.RangeOfLists!, [new SqlValue(terms), range.From.ToArray(), range.To.ToArray(), most], part,
            static (part, row) =>
            {
                part.Add(row.Number(0), Row(row, 1));
                return true;
            },
            cancel);
        return part;
    }

    static Posting Row(ISqlRow row, int place) =>
        new(ListPlace.Read(row.Bytes(place)), row.Number(place + 1), new PostingAbout(row.Number(place + 2)));

    /// <summary>The beginnings of some lists.</summary>
    sealed class Sample(int count, int each)
    {
        readonly int[] _rows = new int[count];

        // The first place of which one of the lists may have rows that were not read.
        ListPlace? _cut;

        public int Count => count;

        public int Each => each;

        public List<Posting> Rows { get; } = [];

        public void Add(int list, Posting row)
        {
            Rows.Add(row);
            if (++_rows[list] == each && (_cut is null || row.Place.CompareTo(_cut.Value) < 0))
                _cut = row.Place;
        }

        /// <summary>What is complete of the lists, if that is at least half of what is wanted.</summary>
        public ListStretch? TryMerge(ListPlace last, int wanted)
        {
            if (_cut is not { } cut)
                return Merge(Rows, last, isAll: true, Rows.Count);
            var complete = Rows.FindIndex(row => row.Place.CompareTo(cut) >= 0);
            return complete * 2 >= wanted ? Merge(Rows[..complete], Rows[complete - 1].Place, isAll: false, Rows.Count) : null;
        }

        /// <summary>The place of this row, or of the last one; null if there are none.</summary>
        public ListPlace? EndFor(long rows) => Rows.Count == 0 ? null : Rows[(int)Math.Clamp(rows, 1, Rows.Count) - 1].Place;
    }

    /// <summary>Rows of lists in the order of their terms. If they were cut, the last list is incomplete, and none follows.</summary>
    sealed class Part
    {
        long _last;
        int _start;

        public List<Posting> Rows { get; } = [];

        public void Add(long term, Posting row)
        {
            if (Rows.Count == 0 || term != _last)
                (_last, _start) = (term, Rows.Count);
            Rows.Add(row);
        }

        /// <summary>Where about as many rows of all lists end as are wanted, as far as these tell.</summary>
        public ListPlace EndFor(IReadOnlyList<long> terms, int wanted)
        {
            var end = Rows[(int)Math.Min(_start + 2L * wanted, Rows.Count) - 1].Place;
            if (_start == 0)
                return end;
            var complete = Rows[.._start];
            complete.Sort();
            var share = 2L * wanted * terms.Count(term => term < _last) / terms.Count;
            var other = complete[(int)Math.Clamp(share, 1, complete.Count) - 1].Place;
            return other.CompareTo(end) < 0 ? other : end;
        }
    }
}
