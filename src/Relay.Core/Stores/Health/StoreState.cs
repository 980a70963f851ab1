namespace Relay.Core;

/// <summary>A store's health, from best to worst.</summary>
public enum StoreState
{
    /// <summary>Everything works.</summary>
    Healthy,

    /// <summary>Something cannot be written. Every event is still tried, and no answer precedes its commit.</summary>
    NoEarlyAnswers,

    /// <summary>Only events that remove others are accepted.</summary>
    RemovalsOnly,

    /// <summary>Nothing works until the process is restarted.</summary>
    Broken,
}
