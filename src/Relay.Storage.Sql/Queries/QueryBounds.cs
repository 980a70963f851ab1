namespace Relay.Storage.Sql;

/// <summary>What one page of a query may cost. All of it is known before a statement runs. Tests take less.</summary>
/// <param name="Lists">
/// The most lists that a page looks into, and the most ids that it looks up. A filter that names more is answered from a list that has all
/// its events.
/// </param>
/// <param name="Rows">The most rows of lists that a statement for many lists returns.</param>
/// <param name="Passed">After this many events of lists a page ends, even if it found nothing.</param>
/// <param name="Misses">After this many records that did not match a page ends.</param>
/// <param name="MissedBytes">After this many bytes of records that did not match a page ends.</param>
/// <param name="Tried">Events of the first lists, before others are considered.</param>
sealed record QueryBounds(int Lists, int Rows, int Passed, int Misses, int MissedBytes, int Tried)
{
    /// <summary>
    /// A message of the usual size names some 7,600 authors. Looking into 8,192 lists takes some tens of milliseconds, as do 8,192 rows.
    /// </summary>
    public static QueryBounds Default { get; } = new(
        Lists: 8192, Rows: 8192, Passed: 4096, Misses: 1024, MissedBytes: 4 << 20, Tried: 512);
}
