namespace Relay.Bench;

/// <summary>The types of a relay's messages that a load client must tell apart.</summary>
enum RelayReplyType
{
    Other,
    Event,
    Ok,
    Eose,
    Closed,
    Notice,
}
