using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The value must be a public key as people write it: hex or npub.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PublicKeyTextAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext context) =>
        // The message does not repeat the text, because somebody may have entered a secret key.
        Nip19.TryParsePublicKey(value as string, out _, out var reason)
            ? ValidationResult.Success
            : new ValidationResult($"{context.DisplayName} {reason}");
}
