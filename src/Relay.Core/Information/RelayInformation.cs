using System.Text.Json.Nodes;

namespace Relay.Core;

/// <summary>The information document (NIP-11). Absent fields are left out of the JSON.</summary>
public sealed record RelayInformation
{
    /// <summary>Short name. Clients may cut it off after 29 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Plain text for people.</summary>
    public string? Description { get; init; }

    /// <summary>URL of a wide picture.</summary>
    public string? Banner { get; init; }

    /// <summary>URL of a small picture.</summary>
    public string? Icon { get; init; }

    /// <summary>The administrator's public key, 64 hex digits.</summary>
    public string? Pubkey { get; init; }

    /// <summary>The relay's own public key, 64 hex digits.</summary>
    public string? Self { get; init; }

    /// <summary>A URI to reach the administrator.</summary>
    public string? Contact { get; init; }

    /// <summary>NIPs the relay implements and has switched on.</summary>
    public required IReadOnlyList<int> SupportedNips { get; init; }

    /// <summary>URL of the software, if the build knows one.</summary>
    public string? Software { get; init; }

    /// <summary>Version of the software.</summary>
    public required string Version { get; init; }

    /// <summary>URL of the terms of service.</summary>
    public string? TermsOfService { get; init; }

    /// <summary>URL where clients pay.</summary>
    public string? PaymentsUrl { get; init; }

    /// <summary>Fees.</summary>
    public IReadOnlyList<FeeOptions> Fees { get; init; } = [];

    /// <summary>Limits exactly as they are enforced.</summary>
    public required RelayLimitation Limitation { get; init; }

    /// <summary>Further members, for hooks that announce what the relay itself does not know.</summary>
    public JsonObject? Extra { get; init; }
}

/// <summary>The <c>limitation</c> object of NIP-11.</summary>
public sealed record RelayLimitation
{
    /// <summary>The most bytes of a message, brackets included.</summary>
    public required int MaxMessageLength { get; init; }

    /// <summary>The most subscriptions per connection.</summary>
    public required int MaxSubscriptions { get; init; }

    /// <summary>The most events that the limit of a filter may ask for.</summary>
    public required int MaxLimit { get; init; }

    /// <summary>The limit of a filter that has none of its own.</summary>
    public required int DefaultLimit { get; init; }

    /// <summary>The most Unicode characters of a subscription id.</summary>
    public required int MaxSubidLength { get; init; }

    /// <summary>The most tags of an event.</summary>
    public required int MaxEventTags { get; init; }

    /// <summary>The most seconds that created_at may be ahead of now.</summary>
    public required long CreatedAtUpperLimit { get; init; }

    /// <summary>The most seconds that created_at may lie in the past; null if there is no bound.</summary>
    public long? CreatedAtLowerLimit { get; init; }

    /// <summary>The most Unicode characters of an event's content; null if there is no bound.</summary>
    public int? MaxContentLength { get; init; }

    /// <summary>Leading zero bits that an event's id must have (NIP-13).</summary>
    public int MinPowDifficulty { get; init; }

    /// <summary>Whether clients must authenticate before anything else works.</summary>
    public bool AuthRequired { get; init; }

    /// <summary>Whether writing costs money.</summary>
    public bool PaymentRequired { get; init; }

    /// <summary>Whether only some clients may write.</summary>
    public bool RestrictedWrites { get; init; }
}
