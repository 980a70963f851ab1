namespace Relay.Policies;

/// <summary>What a plugin is asked about.</summary>
enum PluginSubject
{
    Event,
    Req,
    Count,
}
