using System.ComponentModel;

namespace Relay.Core.Tests;

sealed class SecretOptions
{
    [Description("A number to keep."), PasswordPropertyText(true)]
    public int Pin { get; init; }
}
