using Relay.AspNetCore;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// An address that the doctor names as its own, as dishonest clients do to get around limits. It is for documentation (RFC 5737), so it is
/// nobody's.
/// </summary>
static class ForgedAddress
{
    public const string Text = "192.0.2.77";

    /// <summary>The header that the relay believes if a trusted proxy sends it, with the forged address.</summary>
    public static (string Name, string Value) HeaderFor(NetworkOptions network) =>
        (new ClientAddress(network).Header, network.ClientAddressHeader == ClientAddressHeader.Forwarded ? $"for={Text}" : Text);
}
