namespace Relay.Storage.Sql;

/// <summary>Chooses between lists by counting their first rows, within a bound.</summary>
sealed class ListChoice(ISqlSession session, SqlStatements statements, ListRange range, long now)
{
    /// <summary>The most rows to count of all lists together.</summary>
    const int Counted = 512;

    /// <summary>The least rows to count of each list.</summary>
    const int LeastOfEach = 4;

    /// <summary>Rows that were counted.</summary>
    public long Scanned { get; private set; }

    /// <summary>How many rows some lists have.</summary>
    /// <param name="Rows">The rows, if there are few.</param>
    /// <param name="PerSecond">Rows for each second of the range, as far as was counted; 0 if there are few.</param>
    public readonly record struct Size(long Rows, double PerSecond) : IComparable<Size>
    {
        /// <summary>Whether all rows were counted.</summary>
        public bool IsFew => PerSecond == 0;

        /// <inheritdoc/>
        public int CompareTo(Size other)
        {
            var order = PerSecond.CompareTo(other.PerSecond);
            return order != 0 ? order : Rows.CompareTo(other.Rows);
        }
    }

    /// <summary>Measures lists.</summary>
    public async ValueTask<Size> MeasureAsync(Lists lists, CancellationToken cancel)
    {
        var each = Math.Max(LeastOfEach, Counted / Math.Max(lists.Terms.Count, 1));
        // Hardly any event is later than now.
        var count = new ListCount(each, Math.Min(range.From.CreatedAt, now), range.To.CreatedAt);
        await session.ReadAsync(
            statements.CountsOfLists, [new SqlValue(lists.Terms), range.From.ToArray(), range.To.ToArray(), each], count,
            static (count, row) =>
            {
                count.Add(row.Number(1), row.IsNull(2) ? null : ListPlace.Read(row.Bytes(2)));
                return true;
            },
            cancel);
        Scanned += count.Rows;
        return new Size(count.Rows, count.IsAll ? 0 : count.PerSecond);
    }

    /// <summary>Adds up the counts of lists.</summary>
    sealed class ListCount(int each, long from, long to)
    {
        public long Rows { get; private set; }

        public double PerSecond { get; private set; }

        public bool IsAll { get; private set; } = true;

        public void Add(long rows, ListPlace? last)
        {
            Rows += rows;
            if (last is { } place)
                IsAll = false;
            // A list that was cut spans the time down to its last row, another the whole range.
            var seconds = from - (last?.CreatedAt ?? to) + 1;
            PerSecond += (last is null ? rows : each) / (double)Math.Max(1, seconds);
        }
    }
}
