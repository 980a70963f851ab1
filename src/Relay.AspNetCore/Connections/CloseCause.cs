namespace Relay.AspNetCore;

/// <summary>Why the relay closed a connection that its client did not, for the metric; the names are its labels.</summary>
enum CloseCause
{
    /// <summary>The client answers no ping.</summary>
    Silent,

    /// <summary>More waits for this client than one may have.</summary>
    Outbox,

    /// <summary>More waits for all clients than there is memory for.</summary>
    Outboxes,

    /// <summary>The client takes nothing of what is sent.</summary>
    SendTimeout,

    /// <summary>The client does not finish a message.</summary>
    MessageTimeout,

    /// <summary>More unfinished messages than there is memory for.</summary>
    Messages,
}
