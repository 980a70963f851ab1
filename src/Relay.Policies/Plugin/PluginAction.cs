namespace Relay.Policies;

/// <summary>What a plugin may decide.</summary>
enum PluginAction
{
    /// <summary>It names a question, but does not say what it decides.</summary>
    None,

    Accept,
    Reject,
    ShadowReject,
}
