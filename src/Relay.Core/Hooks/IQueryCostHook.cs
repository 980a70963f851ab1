namespace Relay.Core;

/// <summary>
/// Told what queries for stored events cost while they run: REQ and COUNT of clients, after each slice of time and about
/// every 64 KiB. Called by any thread, also by several at once for one client.
/// </summary>
public interface IQueryCostHook
{
    /// <summary>The first refusal ends the query, and is the text of CLOSED. The query waits meanwhile, so this must not.</summary>
    Verdict OnQueryCost(ClientContext client, in QueryCost cost);
}
