namespace Relay.Storage.Sql;

/// <summary>
/// Finds the next page where several sets of lists have all results of a filter, by the beginning of each. Sets that are read completely
/// are intersected, and only the records of events in all of them are read; otherwise the set with the fewest events for a second is
/// the best.
/// </summary>
sealed class NarrowQuery(
    QueryPage page, ListRange range, long now, ListReader reader, PostingFilter filter, RecordReader records)
{
    /// <summary>Events at the beginning of a set of lists.</summary>
    const int Beginning = 128;

    /// <summary>With fewer events left, their records cost less than another set.</summary>
    const int Few = 32;

    /// <summary>Fills the page and returns null, or returns the best set for a walk.</summary>
    public async ValueTask<IReadOnlyList<long>?> RunAsync(List<IReadOnlyList<long>> choices, CancellationToken cancel)
    {
        List<Posting>? common = null;
        IReadOnlyList<long>? best = null;
        var fewest = double.PositiveInfinity;
        foreach (var lists in choices.OrderBy(static lists => lists.Count))
        {
            if (common is not null && common.Count < Few + lists.Count)
                break;
            var stretch = await reader.ReadAsync(lists, range, Beginning, cancel);
            page.Scanned += stretch.Scanned;
            if (stretch.IsAll)
            {
                filter.Sift(stretch.Postings);
                common = common is null ? stretch.Postings : Intersect(common, stretch.Postings);
            }
            else if (PerSecond(stretch) is var rate && rate < fewest)
                (best, fewest) = (lists, rate);
        }
        if (common is null)
            return best;
        await records.ReadAsync(common, cancel);
        return null;
    }

    /// <summary>The events of each second, as far as was read. Hardly any event is later than now.</summary>
    double PerSecond(ListStretch stretch) =>
        stretch.Postings.Count / (double)Math.Max(1, Math.Min(range.From.CreatedAt, now) - stretch.End.CreatedAt + 1);

    static List<Posting> Intersect(List<Posting> some, List<Posting> others)
    {
        var numbers = new HashSet<long>(others.Select(static posting => posting.Sequence));
        return [.. some.Where(posting => numbers.Contains(posting.Sequence))];
    }
}
