using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary>The relay: its addresses, and the sections of its settings.</summary>
/// <remarks>Immutable once bound. The defaults here are the only ones.</remarks>
public sealed class RelayOptions : IValidatableObject
{
    /// <summary>
    /// The relay's public address, such as wss://relay.example.com. Clients can authenticate (NIP-42) and ask to vanish (NIP-62) only if it
    /// is set.
    /// </summary>
    [WebSocketUrl, PerRelay]
    public string? PublicUrl { get; init; }

    /// <summary>
    /// Other addresses of the relay, such as that of an onion service. Clients may name them instead of <see cref="PublicUrl"/>.
    /// </summary>
    [WebSocketUrl, PerRelay]
    public string[]? PublicUrlAliases { get; init; }

    /// <summary>What the relay tells clients about itself (NIP-11).</summary>
    public InformationOptions Information { get; init; } = new();

    /// <summary>Which clients must prove a key, and which events the relay sends only to the keys that they concern.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>Limits on what one client may send and ask for.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>How much memory all clients together may use.</summary>
    [PerProcess]
    public MemoryOptions Memory { get; init; } = new();

    /// <summary>Optional parts of the protocol.</summary>
    public ProtocolOptions Protocol { get; init; } = new();

    /// <summary>Connections and addresses.</summary>
    [PerProcess]
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
