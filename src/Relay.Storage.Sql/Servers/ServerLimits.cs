namespace Relay.Storage.Sql;

/// <summary>How much of a server a store takes, and how long it waits.</summary>
/// <param name="Readers">The most connections that read at a time.</param>
/// <param name="Connect">For a connection.</param>
/// <param name="Statement">For a statement.</param>
/// <param name="Settle">For a server that was lost during a commit, before the commit is reported as in doubt.</param>
public sealed record ServerLimits(int Readers, TimeSpan Connect, TimeSpan Statement, TimeSpan Settle)
{
    /// <summary>How much longer than the server this program waits, so that the server tells first.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);
}
