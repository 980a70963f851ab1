namespace Relay.AspNetCore;

/// <summary>Why the relay closed a connection. The metric uses the names as labels.</summary>
enum CloseCause
{
    /// <summary>The client did not answer a ping.</summary>
    Silent,

    /// <summary>More bytes waited for this client than one client may have waiting.</summary>
    Outbox,

    /// <summary>More bytes waited for all clients together than the memory for them allows.</summary>
    Outboxes,

    /// <summary>The client took none of the bytes sent to it for too long.</summary>
    SendTimeout,

    /// <summary>The client did not finish a message in time.</summary>
    MessageTimeout,

    /// <summary>Unfinished messages of all clients took more memory than they may.</summary>
    Messages,
}
