using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Bounds what queries for stored events may cost, so that no client keeps the relay busy with filters that scan millions of entries. No
/// query begins while a budget is overdrawn. A query that overdraws it too far is ended.
/// </summary>
public sealed class ReadBudgetPolicy(ReadBudgetOptions options, TimeProvider time)
    : INonBlockingHook, IRejectFilterHook, IRejectCountFilterHook, IQueryCostHook
{
    readonly ReadBudget[] _budgets = Array.ConvertAll(options.Rules, rule => new ReadBudget(rule, options.MaxBudgets, time));

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        // Live events alone are not read from the store.
        new(filter.Limit == 0 ? Verdict.Accept : Ask(client));

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) => new(Ask(client));

    /// <inheritdoc/>
    public Verdict OnQueryCost(ClientContext client, in QueryCost cost)
    {
        var result = Verdict.Accept;
        if (client.IsLoopback)
            return result;
        foreach (var budget in _budgets)
        {
            var verdict = budget.Charge(client, cost);
            if (!result.IsRefused)
                result = verdict;
        }
        return result;
    }

    Verdict Ask(ClientContext client)
    {
        if (client.IsLoopback)
            return Verdict.Accept;
        foreach (var budget in _budgets)
        {
            var verdict = budget.Ask(client);
            if (verdict.IsRefused)
                return verdict;
        }
        return Verdict.Accept;
    }
}
