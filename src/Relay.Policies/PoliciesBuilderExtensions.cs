using Microsoft.Extensions.DependencyInjection;
using Relay.Core;

namespace Relay.Policies;

/// <summary>Adds the policies of the configuration to a relay.</summary>
public static class PoliciesBuilderExtensions
{
    /// <summary>
    /// Adds the section <c>Relay:Policies</c> and the policies that it switches on, unless they were added before. Options that are
    /// registered in the services (for a named relay, under its name) replace those of the configuration.
    /// </summary>
    public static RelayBuilder AddConfiguredPolicies(this RelayBuilder relay)
    {
        relay.Sections.AddPolicies();
        if (!relay.TryAddPart(ConfiguredPolicies.Create))
            return relay;
        relay.TryAddPart(static services => services.GetRequiredService<BoundOptions>().Get<PoliciesOptions>());
        return relay.AddPolicies(static services => services.GetRequiredService<ConfiguredPolicies>().Hooks);
    }

    /// <summary>
    /// Makes the policies of the default relay read the files of keys and words that have changed at once, for a caller that knows that
    /// they are complete. Without this they wait until a changed file stays the same for a while.
    /// </summary>
    public static void ReadPolicyFilesAgain(this IServiceProvider services)
    {
        foreach (var policy in services.GetRequiredService<ConfiguredPolicies>().Hooks.OfType<IFollowsFiles>())
            policy.ReadFilesAgain();
    }

    /// <summary>Adds only the section <c>Relay:Policies</c>, for programs that read a configuration without a relay.</summary>
    public static OptionsSections AddPolicies(this OptionsSections sections) => sections
        .Add<PoliciesOptions>(PoliciesOptions.Section)
        .Check<PoliciesOptions, LimitsOptions>(static (policies, limits) => policies.CheckAgainst(limits))
        .Check<PoliciesOptions, RelayOptions>(static (policies, relay) => policies.CheckAgainst(relay));
}
