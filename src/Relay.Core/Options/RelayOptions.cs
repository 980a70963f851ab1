using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary>
/// What the relay itself reads under <c>Relay:</c> in the configuration. Immutable once bound; the defaults here are the only ones.
/// </summary>
public sealed class RelayOptions : IValidatableObject
{
    /// <summary>The address under which clients know the relay; NIP-42 and NIP-62 need it.</summary>
    [Description(
        "The relay's public address, such as wss://relay.example.com. Clients can authenticate (NIP-42) and ask to vanish (NIP-62) "
        + "only if it is set.")]
    [WebSocketUrl]
    public string? PublicUrl { get; init; }

    /// <summary>Further addresses of the same relay.</summary>
    [Description(
        "Other addresses of the relay, such as that of an onion service. Clients may name them instead of PublicUrl."), WebSocketUrl]
    public string[]? PublicUrlAliases { get; init; }

    /// <summary>The relay's description of itself (NIP-11).</summary>
    public InformationOptions Information { get; init; } = new();

    /// <summary>Which clients must prove a key, and which events only the keys they concern see.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>Bounds on the requests of a client.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>The memory that all clients together may take.</summary>
    public MemoryOptions Memory { get; init; } = new();

    /// <summary>Optional parts of the protocol.</summary>
    public ProtocolOptions Protocol { get; init; } = new();

    /// <summary>Connections and addresses.</summary>
    public NetworkOptions Network { get; init; } = new();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (PublicUrl is not null)
            yield break;
        if (PublicUrlAliases is { Length: > 0 })
            yield return new("needs PublicUrl, the address of which these are aliases", [nameof(PublicUrlAliases)]);
        if (Authentication.RequiredTo != AuthenticationRequirement.None)
            yield return new("is needed where Authentication:RequiredTo asks for authentication, which names it", [nameof(PublicUrl)]);
    }
}
