namespace Relay.Core;

/// <summary><c>Relay:Protocol</c>: optional parts of the protocol.</summary>
public sealed class ProtocolOptions
{
    // Off: four published client libraries drop an EOSE of three elements, and wait for the one that they know.
    /// <summary>
    /// Say with EOSE whether there are more stored events (NIP-67). To find out, the relay looks at one event beyond each limit.
    /// </summary>
    public bool EoseHints { get; init; }

    // Off, because the proposal is not merged and may still change.
    /// <summary>Accept filters that demand several values of a tag at once, such as "&amp;t":["a","b"] (proposal NIP-91).</summary>
    public bool AndTags { get; init; }
}
