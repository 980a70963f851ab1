using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The value is a public key as people write it: hex or npub.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PublicKeyTextAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext context) =>
        // The text itself is not repeated: somebody may have put a secret key here.
        Nip19.TryParsePublicKey(value as string, out _, out var reason)
            ? ValidationResult.Success
            : new ValidationResult($"{context.DisplayName} {reason}");
}
