using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary>The value must be the address of something that a browser can open.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class WebUrlAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext context)
    {
        var isValid = Uri.TryCreate(value as string, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
        return isValid
            ? ValidationResult.Success
            : new ValidationResult(
                $"{context.DisplayName} is \"{value}\", which is not an address such as https://example.com/picture.png");
    }
}
