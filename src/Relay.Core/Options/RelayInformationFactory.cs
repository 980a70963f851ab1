using System.Reflection;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Says about the relay what its options and its code say.</summary>
static class RelayInformationFactory
{
    // NIPs with work for a relay, always on. Client-side NIPs are not announced.
    static readonly int[] SupportedNips = [1, 9, 11, 40, 45, 62];

    static readonly Assembly Assembly = typeof(RelayInformationFactory).Assembly;

    internal static RelayInformation Create(RelayOptions options)
    {
        var information = options.Information;
        var limits = options.Limits;
        return new RelayInformation
        {
            Name = information.Name,
            Description = information.Description,
            Banner = information.Banner,
            Icon = information.Icon,
            Pubkey = ToHex(information.Pubkey),
            Contact = information.Contact,
            TermsOfService = information.TermsOfService,
            SupportedNips = SupportedNips,
            Software = Repository(),
            Version = Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
            Limitation = new RelayLimitation
            {
                MaxMessageLength = limits.MaxMessageBytes,
                MaxSubscriptions = limits.MaxSubscriptions,
                MaxLimit = limits.MaxLimit,
                DefaultLimit = Math.Min(limits.DefaultLimit, limits.MaxLimit),
                MaxSubidLength = limits.MaxSubscriptionIdLength,
                MaxEventTags = limits.MaxEventTags,
                CreatedAtUpperLimit = limits.CreatedAtMaxSecondsAhead,
            },
        };
    }

    static string? ToHex(string? key) =>
        key is not null && Nip19.TryParsePublicKey(key, out var bytes, out _) ? Convert.ToHexStringLower(bytes) : null;

    /// <summary>The RepositoryUrl that the build was given; NIP-11 wants a URL or nothing.</summary>
    static string? Repository()
    {
        foreach (var attribute in Assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
        {
            if (attribute is { Key: "RepositoryUrl", Value.Length: > 0 })
                return attribute.Value;
        }
        return null;
    }
}
