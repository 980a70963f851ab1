using System.ComponentModel;

namespace Relay.Core;

/// <summary><c>Relay:Information</c>: what the information document (NIP-11) and the landing page say.</summary>
public sealed class InformationOptions
{
    /// <summary>Short name.</summary>
    [Description("Short name, below 30 characters.")]
    public string? Name { get; init; }

    /// <summary>Plain text for people.</summary>
    [Description("Plain text for people.")]
    public string? Description { get; init; }

    /// <summary>URL of a wide picture.</summary>
    [Description("URL of a wide picture."), WebUrl]
    public string? Banner { get; init; }

    /// <summary>URL of a small picture.</summary>
    [Description("URL of a small, square picture."), WebUrl]
    public string? Icon { get; init; }

    /// <summary>The administrator's public key: 64 hex digits or npub.</summary>
    [Description("The administrator's public key, as 64 hex digits or npub."), PublicKeyText]
    public string? Pubkey { get; init; }

    /// <summary>A URI to reach the administrator.</summary>
    [Description("A URI to reach the administrator, such as mailto:admin@example.com.")]
    public string? Contact { get; init; }

    /// <summary>URL of the terms of service.</summary>
    [Description("URL of the terms of service."), WebUrl]
    public string? TermsOfService { get; init; }
}
