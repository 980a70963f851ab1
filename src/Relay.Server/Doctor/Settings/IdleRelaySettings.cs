using Relay.Core;

namespace Relay.Server;

/// <summary>Keys of the relay and its store that do nothing with the other settings as they are, set or not.</summary>
static class IdleRelaySettings
{
    const string Network = "Relay:Network", Authentication = "Relay:Authentication";

    public static IEnumerable<IdleSetting> Rules(RelayOptions relay, StoreSettings store)
    {
        if (!relay.Memory.TrimWhenIdle)
        {
            yield return IdleSetting.In(
                "Relay:Memory", nameof(relay.Memory.IdleSeconds), "Relay:Memory:TrimWhenIdle is false",
                "Set Relay:Memory:TrimWhenIdle to true, or remove the key.");
        }
        foreach (var idle in OfStore(store)
            .Concat(OfNetwork(relay.Network)).Concat(OfAuthentication(relay)).Concat(OfMemory(relay.Limits, relay.Memory)))
            yield return idle;
    }

    static IEnumerable<IdleSetting> OfStore(StoreSettings store)
    {
        if (store.Common.Sync != StoreSync.Interval)
        {
            yield return IdleSetting.In(
                "Relay:Store", nameof(store.Common.SyncIntervalMilliseconds), "Relay:Store:Sync is EveryCommit",
                "Set Relay:Store:Sync to Interval, or remove the key.");
        }
        foreach (var idle in store.Type.IdleSettings(store))
            yield return idle;
    }

    static IEnumerable<IdleSetting> OfNetwork(NetworkOptions network)
    {
        if (network.TrustedProxies is not { Length: > 0 })
        {
            yield return IdleSetting.In(
                Network, nameof(network.ClientAddressHeader), "no proxy is trusted, so the relay believes no such header",
                "Set Relay:Network:TrustedProxies to the address of the proxy, or remove the key.");
        }
        if (network.MaxConnectionsPerAddress > network.MaxConnections)
        {
            yield return IdleSetting.In(
                Network, nameof(network.MaxConnectionsPerAddress),
                $"Relay:Network:MaxConnections allows only {network.MaxConnections} from all addresses together",
                "Raise Relay:Network:MaxConnections, or lower the key.");
        }
    }

    static IEnumerable<IdleSetting> OfAuthentication(RelayOptions relay)
    {
        var options = relay.Authentication;
        if (relay.PublicUrl is null)
        {
            foreach (var name in new[] { nameof(options.Challenge), nameof(options.MaxClockDifferenceSeconds), nameof(options.MaxKeys) })
            {
                yield return IdleSetting.In(
                    Authentication, name, "clients cannot prove keys without Relay:PublicUrl", "Set Relay:PublicUrl, or remove the key.");
            }
        }
        if (options.RequiredTo is not (AuthenticationRequirement.Read or AuthenticationRequirement.ReadWrite))
        {
            yield return IdleSetting.In(
                Authentication, nameof(options.OpenKinds), "clients may read all kinds without authentication",
                "Set Relay:Authentication:RequiredTo to Read or ReadWrite, or remove the key.");
        }
    }

    /// <summary>Limits of one client that the memory for all clients makes superfluous.</summary>
    static IEnumerable<IdleSetting> OfMemory(LimitsOptions limits, MemoryOptions memory)
    {
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
                yield return IdleSetting.In(
                    "Relay:Limits", name, $"Relay:Memory:{all} allows only {mebibytes} MiB to all clients together",
                    $"Lower the key, or raise Relay:Memory:{all}.");
            }
        }
    }
}
