using System.Reflection;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Makes the information document (NIP-11) from the options and from what the code can do.</summary>
static class RelayInformationFactory
{
    static readonly Assembly Assembly = typeof(RelayInformationFactory).Assembly;

    /// <summary>Deletion requests (NIP-09) and requests to vanish (NIP-62) are announced only if a handler can carry them out.</summary>
    public static RelayInformation Create(RelayOptions options, bool canDelete)
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
            PaymentsUrl = information.PaymentsUrl,
            Fees = information.Fees,
            SupportedNips = SupportedNips(options, canDelete),
            Software = Repository(),
            Version = Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
            Limitation = new RelayLimitation
            {
                MaxMessageLength = limits.MaxMessageBytes,
                MaxSubscriptions = limits.MaxSubscriptions,
                MaxLimit = limits.MaxLimit,
                DefaultLimit = limits.LimitFor(null),
                MaxSubidLength = limits.MaxSubscriptionIdLength,
                MaxEventTags = limits.MaxEventTags,
                CreatedAtUpperLimit = limits.CreatedAtMaxSecondsAhead,
                AuthRequired = IsAuthenticationRequired(options.Authentication),
                PaymentRequired = information.PaymentsUrl is not null,
            },
        };
    }

    /// <summary>The NIPs that ask something of a relay and are switched on. Client-side NIPs are not announced.</summary>
    static List<int> SupportedNips(RelayOptions options, bool canDelete)
    {
        List<int> nips = [1, 11, 40, 45];
        if (canDelete)
            nips.AddRange([9, 62]);
        if (options.PublicUrl is not null)
        {
            nips.AddRange([42, 70]);
            var hidden = options.Authentication.PrivateKinds;
            if (hidden.Contains(Kind.EncryptedDirectMessage))
                nips.Add(4);
            if (hidden.Contains(Kind.GiftWrap) && hidden.Contains(Kind.EphemeralGiftWrap))
                nips.AddRange([17, 59]);
        }
        if (options.Protocol.EoseHints)
            nips.Add(67);
        nips.Sort();
        return nips;
    }

    /// <summary>
    /// In NIP-11 this means that nothing works before authentication, so it is true only if no kind is open to everybody.
    /// </summary>
    static bool IsAuthenticationRequired(AuthenticationOptions options) =>
        options.RequiredTo == AuthenticationRequirement.ReadWrite && options.OpenKinds.IsEmpty;

    static string? ToHex(string? key) =>
        key is not null && Nip19.TryParsePublicKey(key, out var bytes, out _) ? Convert.ToHexStringLower(bytes) : null;

    /// <summary>The RepositoryUrl of the build; null without one, since NIP-11 asks for a URL.</summary>
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
