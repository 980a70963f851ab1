namespace Relay.Storage.Sql;

/// <summary>
/// Whether to check the newest events of all authors rather than look into the list of each author that a filter names. If many of the
/// newest events match, as in the home timeline of a user who follows the active authors, that takes less time.
/// </summary>
static class AuthorSample
{
    /// <summary>With fewer lists there is little to save.</summary>
    public const int LeastLists = 32;

    // What the beginning of a list costs, and a record, in nanoseconds, measured with SQLite. Only their relation matters.
    const double Head = 2500, Record = 1500;

    // A sample costs less than an eighth of what it may save. Below 16 events it tells little.
    const int ListsPerLook = 8, LeastLooks = 16, MostLooks = 128;

    /// <summary>How many events to look at.</summary>
    public static int Looks(int lists) => Math.Clamp(lists / ListsPerLook, LeastLooks, MostLooks);

    /// <summary>
    /// How many more rows to scan without looking into the authors' lists; 0 to look into them. Afterwards the next page chooses again,
    /// since the next events may be by others.
    /// </summary>
    public static long MoreRows(QueryPage page, int lists)
    {
        if (page.Found == 0)
            return 0;
        var looks = (page.Wanted + 1) * ((double)page.Looked / page.Found);
        return looks * Record < lists * Head ? (long)Math.Clamp(1.5 * looks, LeastLooks, QueryBounds.Scanned) : 0;
    }
}
