using Relay.Core;
using Relay.Policies;

namespace Relay.Server;

/// <summary>Keys of policies that have no effect.</summary>
static class IdlePolicySettings
{
    /// <summary>All keys of policies that are off.</summary>
    public static IEnumerable<IdleSetting> OfPoliciesThatAreOff(IReadOnlyList<string> changed, PoliciesOptions policies)
    {
        foreach (var (name, isOn, switches) in PolicySwitches.Of(policies))
        {
            var section = $"{SectionOf(name)}:";
            foreach (var key in isOn ? [] : changed.Where(key => key.StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            {
                var keys = string.Join(" or ", switches.Select(key => section + key));
                yield return new(key, $"the policy {name} is off", $"Set {keys}, which switches the policy on, or remove the key.");
            }
        }
    }

    /// <summary>Keys of policies that are on which do nothing with the other settings as they are, set or not.</summary>
    public static IEnumerable<IdleSetting> Rules(PoliciesOptions policies, LimitsOptions limits)
    {
        if (policies.Kinds is { IsOn: true, Allowed: null })
            yield return Exempt(nameof(policies.Kinds), "every kind is accepted that Denied does not name");
        if (policies.Authors is { IsOn: true, IsRestricted: false })
            yield return Exempt(nameof(policies.Authors), "every key may publish that is not denied");
        if (policies.WebOfTrust is { IsOn: true, Depth: 1 } trust)
        {
            foreach (var name in new[] { nameof(trust.MinFollowers), nameof(trust.MaxVouches) })
            {
                yield return IdleSetting.In(
                    SectionOf(nameof(policies.WebOfTrust)), name, "Depth is 1, and the key applies from the second step on",
                    "Set Relay:Policies:WebOfTrust:Depth to 2 or 3, or remove the key.");
            }
        }
        if (policies.Plugin is { IsOn: true } plugin && plugin.MaxEventBytes > limits.MaxMessageBytes)
        {
            yield return IdleSetting.In(
                SectionOf(nameof(policies.Plugin)), nameof(plugin.MaxEventBytes),
                $"Relay:Limits:MaxMessageBytes already refuses messages of more than {limits.MaxMessageBytes} bytes",
                "Set the key below Relay:Limits:MaxMessageBytes, or raise that.");
        }
        foreach (var name in Boundless(policies.Filter, limits.MaxFilterValues))
        {
            yield return IdleSetting.In(
                SectionOf(nameof(policies.Filter)), name,
                $"Relay:Limits:MaxFilterValues already refuses filters of more than {limits.MaxFilterValues} values",
                "Set the key below Relay:Limits:MaxFilterValues, or raise that.");
        }
    }

    /// <summary>The keys of limits that no filter can reach.</summary>
    static IEnumerable<string> Boundless(FilterOptions filter, int most)
    {
        if (filter.MaxIds > most)
            yield return nameof(filter.MaxIds);
        if (filter.MaxAuthors > most)
            yield return nameof(filter.MaxAuthors);
        if (filter.MaxKinds > most)
            yield return nameof(filter.MaxKinds);
        if (filter.MaxTagValues > most)
            yield return nameof(filter.MaxTagValues);
    }

    static IdleSetting Exempt(string policy, string reason) =>
        IdleSetting.In(SectionOf(policy), "ExemptKinds", reason, $"Set {SectionOf(policy)}:Allowed, or remove the key.");

    static string SectionOf(string policy) => $"{PoliciesOptions.Section}:{policy}";
}
