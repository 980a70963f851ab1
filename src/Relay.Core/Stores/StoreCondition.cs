namespace Relay.Core;

/// <summary>A store's state and why it is so.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in plain English; empty if it is healthy. Strangers may read it: it names no files.</param>
public sealed record StoreCondition(StoreState State, string Reason)
{
    /// <summary>Nothing to tell.</summary>
    public static StoreCondition Healthy { get; } = new(StoreState.Healthy, "");

    /// <summary>The worst of what these stores say; one that says nothing is healthy.</summary>
    public static StoreCondition WorstOf(IReadOnlyList<IEventStore> stores)
    {
        var worst = Healthy;
        foreach (var store in stores)
        {
            if (store is IStoreHealth { Condition: var condition } && condition.State > worst.State)
                worst = condition;
        }
        return worst;
    }

    /// <summary>One line for an operator.</summary>
    public override string ToString() => State switch
    {
        StoreState.Healthy => "healthy",
        StoreState.NoEarlyAnswers => $"no early answers: {Reason}",
        StoreState.RemovalsOnly => $"removals only: {Reason}",
        _ => $"broken: {Reason}",
    };
}
