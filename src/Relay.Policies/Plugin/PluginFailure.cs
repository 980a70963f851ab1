namespace Relay.Policies;

/// <summary>What happens to an event or a query that the plugin does not decide in time.</summary>
public enum PluginFailure
{
    /// <summary>It is refused, and the client may try again.</summary>
    Reject,

    /// <summary>It goes on as if the plugin had accepted it.</summary>
    Accept,
}
