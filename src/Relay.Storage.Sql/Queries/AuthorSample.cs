namespace Relay.Storage.Sql;

/// <summary>
/// Whether to pass the newest events of all authors rather than look into the list of each author that a filter names. If many of the
/// newest events match, as in the home timeline of a user who follows the active authors, that takes less time.
/// </summary>
static class AuthorSample
{
    /// <summary>With fewer lists there is little to save.</summary>
    public const int LeastLists = 32;

    // The cost of the beginning of a list in those of a row. Measured with SQLite; only the relation matters.
    const double Head = 5;

    // A sample costs less than what it may save. Below 64 events it tells little.
    const int LeastPassed = 64, MostPassed = 512;

    /// <summary>How many events to pass.</summary>
    public static int Size(int lists) => Math.Clamp(lists, LeastPassed, MostPassed);

    /// <summary>
    /// How many more events to pass without looking into the authors' lists; 0 to look into them. Afterwards the next page chooses again,
    /// since the next events may be by others.
    /// </summary>
    public static long More(QueryPage page, long passed, int lists)
    {
        if (page.Found == 0)
            return 0;
        var more = (page.Wanted + 1) * ((double)passed / page.Found);
        return more < lists * Head ? (long)Math.Max(1.5 * more, LeastPassed) : 0;
    }
}
