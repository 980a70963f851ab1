namespace Relay.Storage.Sql;

/// <summary>What one page of a query may cost. All bounds are known before a statement runs.</summary>
static class QueryBounds
{
    /// <summary>
    /// The most lists that a page looks into, and the most ids that it looks up. A filter that names more is answered from a list that has
    /// all its events.
    /// </summary>
    public const int Lists = 8192;

    /// <summary>The most rows of lists that a statement for many lists returns.</summary>
    public const int Rows = 8192;

    /// <summary>After this many events of lists a page ends, even if it found nothing.</summary>
    public const int Passed = 4096;

    /// <summary>After this many records that did not match a page ends.</summary>
    public const int Misses = 1024;

    /// <summary>After this many bytes of records that did not match a page ends.</summary>
    public const int MissedBytes = 4 << 20;
}
