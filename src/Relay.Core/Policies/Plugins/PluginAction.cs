namespace Relay.Core;

/// <summary>What a plugin may decide.</summary>
enum PluginAction
{
    Accept,
    Reject,
    ShadowReject,
}
