using System.IO.Pipelines;

namespace Relay.AspNetCore;

/// <summary>The raw way to a client, from the handshake to the end.</summary>
abstract class Transport
{
    /// <summary>What the client sends.</summary>
    internal abstract PipeReader Input { get; }

    /// <summary>What is sent to the client.</summary>
    internal abstract Stream Output { get; }

    /// <summary>Cancelled when the client is gone.</summary>
    internal abstract CancellationToken Lost { get; }

    /// <summary>
    /// How much the client has confirmed so far, where the transport can tell: a number that grows. It is asked for rarely.
    /// </summary>
    internal virtual long Taken => 0;

    /// <summary>
    /// Ends the connection once what is left was sent, or cuts it off: a client may stop reading. Completes when the socket is gone.
    /// </summary>
    internal virtual Task EndAsync(TimeSpan patience) => Task.CompletedTask;

    /// <summary>Ends the connection at once.</summary>
    internal abstract void Abort();
}
