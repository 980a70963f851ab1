using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary>The value must be the address of a relay.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class WebSocketUrlAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext context)
    {
        var isValid = Uri.TryCreate(value as string, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeWs || url.Scheme == Uri.UriSchemeWss)
            && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            // An address that no client can name would leave the relay without a usable name.
            && RelayUrl.TryNormalize(url.OriginalString) is not null;
        return isValid
            ? ValidationResult.Success
            : new ValidationResult($"{context.DisplayName} is \"{value}\", which is not an address such as wss://relay.example.com");
    }
}
