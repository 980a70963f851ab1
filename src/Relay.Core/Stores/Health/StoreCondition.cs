namespace Relay.Core;

/// <summary>A store's state and its reason.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in plain English; empty if it is healthy. Anybody may read it, so it names no files.</param>
public sealed record StoreCondition(StoreState State, string Reason)
{
    /// <summary>Everything works.</summary>
    public static StoreCondition Healthy { get; } = new(StoreState.Healthy, "");

    /// <summary>The worst condition among these stores. A store that does not report its health counts as healthy.</summary>
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
