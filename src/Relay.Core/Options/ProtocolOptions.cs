using System.ComponentModel;

namespace Relay.Core;

/// <summary><c>Relay:Protocol</c>: optional parts of the protocol.</summary>
public sealed class ProtocolOptions
{
    // Off: four published client libraries drop an EOSE of three elements, and wait for the one that they know.
    /// <summary>Whether EOSE tells if there is more (NIP-67).</summary>
    [Description(
        "Say with EOSE whether there are more stored events (NIP-67). To find out, the relay looks at one event beyond each limit.")]
    public bool EoseHints { get; init; }

    // Off, because the proposal is not merged and may still change.
    /// <summary>Whether filters may demand several values of one tag (NIP-91, a proposal).</summary>
    [Description("Accept filters that demand several values of a tag at once, such as \"&t\":[\"a\",\"b\"] (proposal NIP-91).")]
    public bool AndTags { get; init; }
}
