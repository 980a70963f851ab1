using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary><c>Relay:Information</c>: the contents of the information document (NIP-11) and the landing page.</summary>
public sealed class InformationOptions : IValidatableObject
{
    /// <summary>A short name. Clients may cut it off after 29 characters (NIP-11).</summary>
    [PerRelay]
    public string? Name { get; init; }

    /// <summary>A description of the relay in plain text.</summary>
    [PerRelay]
    public string? Description { get; init; }

    /// <summary>URL of a wide picture.</summary>
    [WebUrl]
    public string? Banner { get; init; }

    /// <summary>URL of a small, square picture.</summary>
    [WebUrl]
    public string? Icon { get; init; }

    /// <summary>The administrator's public key, as 64 hex digits or npub.</summary>
    [PublicKeyText]
    public string? Pubkey { get; init; }

    /// <summary>A URI to reach the administrator, such as mailto:admin@example.com.</summary>
    public string? Contact { get; init; }

    /// <summary>URL of the terms of service.</summary>
    [WebUrl]
    public string? TermsOfService { get; init; }

    /// <summary>
    /// URL of a page where people can pay. If it is set, the relay announces that payment is required. It does not check payments: list
    /// those who paid in Relay:Policies:Authors.
    /// </summary>
    [WebUrl]
    public string? PaymentsUrl { get; init; }

    /// <summary>Fees that are announced.</summary>
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
