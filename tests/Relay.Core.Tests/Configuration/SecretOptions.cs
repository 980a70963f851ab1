using System.ComponentModel;

namespace Relay.Core.Tests;

sealed class SecretOptions
{
    /// <summary>A number to keep.</summary>
    [PasswordPropertyText(true)]
    public int Pin { get; init; }
}
