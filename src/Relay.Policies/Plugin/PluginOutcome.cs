namespace Relay.Policies;

/// <summary>The outcome of a question, for the metrics.</summary>
enum PluginOutcome
{
    Accepted,
    Refused,
    Shadowed,

    /// <summary>Refused, because the answer could not be used.</summary>
    Unusable,

    /// <summary>Not answered in time, or there was no process: OnFailure has decided.</summary>
    Undecided,

    /// <summary>Refused, because the plugin would not have answered in time.</summary>
    Overloaded,

    /// <summary>Refused, because processes ended while they had it.</summary>
    Lost,

    /// <summary>Refused without asking, by MaxEventBytes.</summary>
    TooLarge,

    /// <summary>The client no longer waited.</summary>
    Withdrawn,
}
