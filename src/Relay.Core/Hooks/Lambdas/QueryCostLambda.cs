namespace Relay.Core;

sealed class QueryCostLambda(Func<ClientContext, QueryCost, Verdict> handler) : IQueryCostHook
{
    public Verdict OnQueryCost(ClientContext client, in QueryCost cost) => handler(client, cost);
}
