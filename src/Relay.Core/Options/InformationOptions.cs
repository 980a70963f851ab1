using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary><c>Relay:Information</c>: the contents of the information document (NIP-11) and the landing page.</summary>
public sealed class InformationOptions : IValidatableObject
{
    /// <summary>Short name.</summary>
    [Description("A short name, below 30 characters.")]
    public string? Name { get; init; }

    /// <summary>Plain text for people.</summary>
    [Description("A description of the relay in plain text.")]
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

    /// <summary>URL where one pays; the relay then announces that it wants to be paid.</summary>
    [Description(
        "URL of a page where people can pay. If it is set, the relay announces that payment is required. It does not check payments: "
        + "list those who paid in Relay:Policies:Authors."), WebUrl]
    public string? PaymentsUrl { get; init; }

    /// <summary>Fees that are announced.</summary>
    [Description("Fees that are announced.")]
    public FeeOptions[] Fees { get; init; } = [];

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        for (var i = 0; i < Fees.Length; i++)
        {
            var fee = Fees[i];
            if (PaymentsUrl is null)
                yield return new("needs PaymentsUrl, where it is paid", [$"{nameof(Fees)}:{i}"]);
            if (fee.PeriodSeconds is not null && fee.Purpose != FeePurpose.Subscription)
                yield return new("is for subscriptions only", [$"{nameof(Fees)}:{i}:{nameof(FeeOptions.PeriodSeconds)}"]);
            if (fee.PeriodSeconds is null && fee.Purpose == FeePurpose.Subscription)
                yield return new("is needed for a subscription", [$"{nameof(Fees)}:{i}:{nameof(FeeOptions.PeriodSeconds)}"]);
            if (fee.Kinds is not null && fee.Purpose != FeePurpose.Publication)
                yield return new("is for publication only", [$"{nameof(Fees)}:{i}:{nameof(FeeOptions.Kinds)}"]);
        }
    }
}
