namespace Relay.Storage.Postings;

/// <summary>What an engine's reads cost, in nanoseconds, for the planner. Only their relation matters.</summary>
/// <param name="Step">A step within a page of a list.</param>
/// <param name="Seek">A step to another page.</param>
/// <param name="Head">Reading only the newest posting of a list.</param>
/// <param name="Record">Reading a record of any age.</param>
/// <param name="RecentRecord">Reading a record among the newest, which is in the cache.</param>
/// <param name="PagePostings">Postings on a page of a list, roughly.</param>
public sealed record ReadCosts(double Step, double Seek, double Head, double Record, double RecentRecord, double PagePostings)
{
    /// <summary>Those of a mapped tree, measured with LMDB at a million events: pages of 4 KiB, three quarters full.</summary>
    public static ReadCosts Mapped { get; } = new(Step: 60, Seek: 900, Head: 400, Record: 600, RecentRecord: 320, PagePostings: 180);
}
