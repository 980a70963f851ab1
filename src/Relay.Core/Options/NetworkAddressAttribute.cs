using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Relay.Core;

/// <summary>The value must be an IP address, a network in CIDR notation, or <c>unix</c> for clients of Unix sockets.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class NetworkAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext context) =>
        value is NetworkOptions.UnixSockets || IPAddress.TryParse(value as string, out _) || IPNetwork.TryParse(value as string, out _)
            ? ValidationResult.Success
            : new ValidationResult($"{context.DisplayName} is \"{value}\", which is neither an address nor a network such as 10.0.0.0/8");
}
