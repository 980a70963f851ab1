namespace Relay.Nostr;

/// <summary>The type of a client's message.</summary>
public enum ClientMessageType
{
    /// <summary>Not a JSON array that begins with a known type.</summary>
    Unknown,

    /// <summary>Publish an event.</summary>
    Event,

    /// <summary>Open a subscription.</summary>
    Req,

    /// <summary>Close a subscription.</summary>
    Close,

    /// <summary>Count events (NIP-45).</summary>
    Count,

    /// <summary>Authenticate (NIP-42).</summary>
    Auth,

    /// <summary>Open a reconciliation (NIP-77).</summary>
    NegOpen,

    /// <summary>Continue a reconciliation (NIP-77).</summary>
    NegMsg,

    /// <summary>End a reconciliation (NIP-77).</summary>
    NegClose,
}
