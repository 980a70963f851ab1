using Relay.Core;
using Relay.Policies;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>
/// Finds keys that are set and have no effect. Combinations that contradict each other are mistakes, which the options find themselves.
/// </summary>
static class IdleSettings
{
    const string Network = "Relay:Network", Authentication = "Relay:Authentication";

    public static IEnumerable<IdleSetting> Of(ProgramConfiguration configuration)
    {
        var changed = ChangedKeys.Of(configuration);
        return OfPolicies(changed, configuration.Options.Get<PoliciesOptions>())
            .Concat(Rules(configuration).Where(rule => changed.Contains(rule.Key, StringComparer.OrdinalIgnoreCase)))
            .Concat(OfTelemetry(changed, configuration))
            .Concat(OfServer(configuration));
    }

    /// <summary>All keys of policies that are off.</summary>
    static IEnumerable<IdleSetting> OfPolicies(IReadOnlyList<string> changed, PoliciesOptions policies)
    {
        foreach (var (name, isOn, switches) in PolicySwitches.Of(policies))
        {
            var section = $"{Policy(name)}:";
            foreach (var key in isOn ? [] : changed.Where(key => key.StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            {
                var keys = string.Join(" or ", switches.Select(key => section + key));
                yield return new(key, $"the policy {name} is off", $"Set {keys}, which switches the policy on, or remove the key.");
            }
        }
    }

    /// <summary>Keys that do nothing with the other settings as they are.</summary>
    static IEnumerable<IdleSetting> Rules(ProgramConfiguration configuration)
    {
        var relay = configuration.Options.Get<RelayOptions>();
        var store = configuration.Store;
        var (network, authentication) = (relay.Network, relay.Authentication);
        if (network.TrustedProxies is not { Length: > 0 })
        {
            yield return Key(
                Network, nameof(network.ClientAddressHeader), "no proxy is trusted, so the relay believes no such header",
                "Set Relay:Network:TrustedProxies to the address of the proxy, or remove the key.");
        }
        if (network.MaxConnectionsPerAddress > network.MaxConnections)
        {
            yield return Key(
                Network, nameof(network.MaxConnectionsPerAddress),
                $"Relay:Network:MaxConnections allows only {network.MaxConnections} from all addresses together",
                "Raise Relay:Network:MaxConnections, or lower the key.");
        }
        if (relay.PublicUrl is null)
        {
            foreach (var name in new[]
            {
                nameof(authentication.Challenge), nameof(authentication.MaxClockDifferenceSeconds), nameof(authentication.MaxKeys),
            })
            {
                yield return Key(
                    Authentication, name, "clients cannot prove keys without Relay:PublicUrl", "Set Relay:PublicUrl, or remove the key.");
            }
        }
        if (authentication.RequiredTo is not (AuthenticationRequirement.Read or AuthenticationRequirement.ReadWrite))
        {
            yield return Key(
                    Authentication, nameof(authentication.OpenKinds), "clients may read all kinds without authentication",
                "Set Relay:Authentication:RequiredTo to Read or ReadWrite, or remove the key.");
        }
        if (!relay.Memory.TrimWhenIdle)
        {
            yield return Key(
                "Relay:Memory", nameof(relay.Memory.IdleSeconds), "Relay:Memory:TrimWhenIdle is false",
                "Set Relay:Memory:TrimWhenIdle to true, or remove the key.");
        }
        if (store.Sync != LmdbSync.Interval)
        {
            yield return Key(
                "Relay:Store", nameof(store.SyncIntervalMilliseconds), "Relay:Store:Sync is EveryCommit",
                "Set Relay:Store:Sync to Interval, or remove the key.");
        }
        foreach (var idle in PartsOfPolicies(configuration.Options.Get<PoliciesOptions>(), relay.Limits).Concat(PartsOfMemory(relay)))
            yield return idle;
    }

    /// <summary>Limits of one client that the memory for all clients makes superfluous.</summary>
    static IEnumerable<IdleSetting> PartsOfMemory(RelayOptions relay)
    {
        var (limits, memory) = (relay.Limits, relay.Memory);
        foreach (var (name, bytes, all, mebibytes) in new[]
        {
            (nameof(limits.MaxSubscriptionBytes), limits.MaxSubscriptionBytes, nameof(memory.SubscriptionsMiB), memory.SubscriptionsMiB),
            (nameof(limits.MaxSubscriptionBytesPerAddress), limits.MaxSubscriptionBytesPerAddress, nameof(memory.SubscriptionsMiB),
                memory.SubscriptionsMiB),
            (nameof(limits.OutboxMaxBytes), limits.OutboxMaxBytes, nameof(memory.OutboxesMiB), memory.OutboxesMiB),
        })
        {
            if (bytes > (long?)mebibytes << 20)
            {
                yield return Key(
                    "Relay:Limits", name, $"Relay:Memory:{all} allows only {mebibytes} MiB to all clients together",
                    $"Lower the key, or raise Relay:Memory:{all}.");
            }
        }
    }

    /// <summary>Keys of policies that are on.</summary>
    static IEnumerable<IdleSetting> PartsOfPolicies(PoliciesOptions policies, LimitsOptions limits)
    {
        var (kinds, authors, trust, filter) = (policies.Kinds, policies.Authors, policies.WebOfTrust, policies.Filter);
        if (policies.Plugin is { IsOn: true } plugin && plugin.MaxEventBytes > limits.MaxMessageBytes)
        {
            yield return Key(
                Policy(nameof(policies.Plugin)), nameof(plugin.MaxEventBytes),
                $"Relay:Limits:MaxMessageBytes already refuses messages of more than {limits.MaxMessageBytes} bytes",
                "Set the key below Relay:Limits:MaxMessageBytes, or raise that.");
        }
        if (kinds is { IsOn: true, Allowed: null })
            yield return Exempt(nameof(policies.Kinds), "every kind is accepted that Denied does not name", "Set Relay:Policies:Kinds:Allowed");
        if (authors is { IsOn: true, IsRestricted: false })
            yield return Exempt(nameof(policies.Authors), "every key may publish that is not denied", "Set Relay:Policies:Authors:Allowed");
        if (trust is { IsOn: true, Depth: 1 })
        {
            foreach (var name in new[] { nameof(trust.MinFollowers), nameof(trust.MaxVouches) })
            {
                yield return Key(
                    Policy(nameof(policies.WebOfTrust)), name, "Depth is 1, and the key applies from the second step on",
                    "Set Relay:Policies:WebOfTrust:Depth to 2 or 3, or remove the key.");
            }
        }
        foreach (var (name, most) in new[]
        {
            (nameof(filter.MaxIds), filter.MaxIds), (nameof(filter.MaxAuthors), filter.MaxAuthors),
            (nameof(filter.MaxKinds), filter.MaxKinds), (nameof(filter.MaxTagValues), filter.MaxTagValues),
        })
        {
            if (most > limits.MaxFilterValues)
            {
                yield return Key(
                    Policy(nameof(policies.Filter)), name, $"Relay:Limits:MaxFilterValues already refuses filters of more than {limits.MaxFilterValues} values",
                    "Set the key below Relay:Limits:MaxFilterValues, or raise that.");
            }
        }
    }

    static IEnumerable<IdleSetting> OfTelemetry(IReadOnlyList<string> changed, ProgramConfiguration configuration)
    {
        var telemetry = configuration.Options.Get<TelemetryOptions>();
        if (TelemetrySettings.Endpoint(telemetry, configuration.Configuration) is not null)
            return [];
        return changed.Where(static key => key.StartsWith("Relay:Telemetry:", StringComparison.OrdinalIgnoreCase)).Select(static key =>
            new IdleSetting(key, "metrics are sent nowhere", "Set Relay:Telemetry:OtlpEndpoint to the collector, or remove the key."));
    }

    /// <summary>Keys of the web server, which has no defaults to compare with.</summary>
    static IEnumerable<IdleSetting> OfServer(ProgramConfiguration configuration)
    {
        var kestrel = configuration.Configuration.GetSection("Kestrel");
        if (kestrel.GetSection("Endpoints").GetChildren().Any() && configuration.OriginOf("Urls") != SettingOrigin.Default)
        {
            yield return new(
                "Urls", "Kestrel:Endpoints names addresses, and these replace all others", "Remove Urls, --urls, --port, or Kestrel:Endpoints.");
        }
        var certificates = kestrel.GetSection("Certificates");
        if (certificates.GetChildren().Any() && !ListenAddresses.Of(configuration).Any(static address => address.Scheme == Uri.UriSchemeHttps))
        {
            yield return new(
                certificates.Path, "the relay listens on no https address", "Let Urls or an endpoint begin with https:, or remove the section.");
        }
    }

    static IdleSetting Exempt(string policy, string reason, string remedy) =>
        Key(Policy(policy), "ExemptKinds", reason, $"{remedy}, or remove the key.");

    static string Policy(string name) => $"{PoliciesOptions.Section}:{name}";

    static IdleSetting Key(string section, string name, string reason, string remedy) => new($"{section}:{name}", reason, remedy);
}
