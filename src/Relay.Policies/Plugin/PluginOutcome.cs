namespace Relay.Policies;

/// <summary>What became of a question, for the metrics.</summary>
enum PluginOutcome
{
    Accepted,
    Refused,
    Shadowed,

    /// <summary>Refused, since the answer could not be used.</summary>
    Unusable,

    /// <summary>Not answered in time, or without a process: OnFailure has decided.</summary>
    Undecided,

    /// <summary>Refused, as the plugin would not have answered in time.</summary>
    Overloaded,

    /// <summary>Refused, as processes ended over it.</summary>
    Lost,

    /// <summary>Refused without asking, by MaxEventBytes.</summary>
    TooLarge,

    /// <summary>Nobody waited any more.</summary>
    Withdrawn,
}
