namespace Relay.AspNetCore;

/// <summary>What to do with a connection at a tick of the keep-alive timer.</summary>
enum LivenessAction
{
    None,
    Ping,
    Abort,
}
