namespace Relay.Policies;

/// <summary>The decisions of a plugin.</summary>
enum PluginAction
{
    /// <summary>The line names a question, but has no decision that can be used.</summary>
    None,

    Accept,
    Reject,
    ShadowReject,
}
