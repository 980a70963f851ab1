using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Relay.Core;

/// <summary>The value is an IP address or a network in CIDR notation.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class NetworkAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext context) =>
        IPAddress.TryParse(value as string, out _) || IPNetwork.TryParse(value as string, out _)
            ? ValidationResult.Success
            : new ValidationResult($"{context.DisplayName} is \"{value}\", which is neither an address nor a network such as 10.0.0.0/8");
}
