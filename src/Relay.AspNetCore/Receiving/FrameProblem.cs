using System.Net.WebSockets;

namespace Relay.AspNetCore;

/// <summary>Why the relay no longer listens to a client, as its close frame says it.</summary>
/// <param name="Status">1002, 1007, 1008 or 1009.</param>
/// <param name="Reason">A few words in ASCII.</param>
sealed record FrameProblem(WebSocketCloseStatus Status, string Reason)
{
    internal static readonly FrameProblem ReservedBits = Protocol("reserved bits are set");
    internal static readonly FrameProblem NotNegotiated = Protocol("compression was not negotiated");
    internal static readonly FrameProblem NotCompressible = Protocol("only the first frame of a message may be marked as compressed");
    internal static readonly FrameProblem NotMasked = Protocol("frames from clients must be masked");
    internal static readonly FrameProblem UnknownOpcode = Protocol("unknown opcode");
    internal static readonly FrameProblem ControlFragment = Protocol("a control frame must not be fragmented");
    internal static readonly FrameProblem ControlTooLong = Protocol("a control frame has at most 125 bytes");
    internal static readonly FrameProblem ContinuesNothing = Protocol("a continuation must continue a message");
    internal static readonly FrameProblem Unfinished = Protocol("a message began before the one before it ended");
    internal static readonly FrameProblem Length = Protocol("the length of a frame has at most 63 bits");
    internal static readonly FrameProblem CloseFrame = Protocol("a close frame holds a status that may be sent, and UTF-8");
    internal static readonly FrameProblem Text = Payload("text must be UTF-8");
    internal static readonly FrameProblem Compression = Payload("the message cannot be inflated");

    internal static FrameProblem TooLong(int maxBytes) =>
        new(WebSocketCloseStatus.MessageTooBig, $"a message has at most {maxBytes} bytes here");

    /// <summary>The protocol allows many frames, but each costs more than its bytes.</summary>
    internal static FrameProblem TooManyFrames(int most) =>
        new(WebSocketCloseStatus.PolicyViolation, $"a message has at most {most} frames here");

    /// <inheritdoc cref="TooManyFrames"/>
    internal static FrameProblem TooManyControlFrames(int most) =>
        new(WebSocketCloseStatus.PolicyViolation, $"a client sends at most {most} control frames within seconds here");

    static FrameProblem Protocol(string reason) => new(WebSocketCloseStatus.ProtocolError, reason);

    static FrameProblem Payload(string reason) => new(WebSocketCloseStatus.InvalidPayloadData, reason);
}
