using System.IO.Pipelines;

namespace Relay.AspNetCore;

/// <summary>The raw byte streams to and from a client, from the handshake to the end.</summary>
abstract class Transport
{
    /// <summary>The client's bytes.</summary>
    public abstract PipeReader Input { get; }

    /// <summary>The bytes for the client.</summary>
    public abstract Stream Output { get; }

    /// <summary>Cancelled when the client is gone.</summary>
    public abstract CancellationToken Lost { get; }

    /// <summary>The bytes that the client has confirmed so far; always 0 if the transport cannot tell. Asking is expensive.</summary>
    public virtual long Taken => 0;

    /// <summary>
    /// Ends the connection once the rest was sent, or cuts it off after the time given if the client does not read. Completes when the
    /// socket is gone.
    /// </summary>
    public virtual Task EndAsync(TimeSpan patience) => Task.CompletedTask;

    /// <summary>Ends the connection at once.</summary>
    public abstract void Abort();
}
