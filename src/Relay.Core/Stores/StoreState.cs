namespace Relay.Core;

/// <summary>How well a store is, the better the lower.</summary>
public enum StoreState
{
    /// <summary>Everything works.</summary>
    Healthy,

    /// <summary>Something cannot be written: every event is tried, and no answer precedes its commit.</summary>
    NoEarlyAnswers,

    /// <summary>Only what removes events is taken.</summary>
    RemovalsOnly,

    /// <summary>Nothing works until the process is started anew.</summary>
    Broken,
}
