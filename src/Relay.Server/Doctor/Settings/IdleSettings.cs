using Relay.Core;
using Relay.Policies;

namespace Relay.Server;

/// <summary>
/// Finds keys that are set and have no effect. Combinations that contradict each other are mistakes, which the options find themselves.
/// </summary>
static class IdleSettings
{
    public static IEnumerable<IdleSetting> Of(ProgramConfiguration configuration)
    {
        var changed = ChangedKeys.Of(configuration);
        var relay = configuration.Options.Get<RelayOptions>();
        var policies = configuration.Options.Get<PoliciesOptions>();
        return IdlePolicySettings.OfPoliciesThatAreOff(changed, policies)
            .Concat(IdlePolicySettings.Rules(policies, relay.Limits)
                .Concat(IdleRelaySettings.Rules(relay, configuration.Store))
                .Where(rule => changed.Contains(rule.Key, StringComparer.OrdinalIgnoreCase)))
            .Concat(IdleStoreSettings.OfOtherTypes(changed, configuration.Store.Type))
            .Concat(IdleServerSettings.OfTelemetry(changed, configuration))
            .Concat(IdleServerSettings.OfWebServer(configuration));
    }
}
