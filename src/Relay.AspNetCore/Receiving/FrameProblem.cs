using System.Net.WebSockets;

namespace Relay.AspNetCore;

/// <summary>Why the relay no longer listens to a client, as its close frame says it.</summary>
/// <param name="Status">1002, 1007, 1008 or 1009.</param>
/// <param name="Reason">A few words in ASCII.</param>
sealed record FrameProblem(WebSocketCloseStatus Status, string Reason)
{
    public static readonly FrameProblem ReservedBits = Protocol("reserved bits are set");
    public static readonly FrameProblem NotNegotiated = Protocol("compression was not negotiated");
    public static readonly FrameProblem NotCompressible = Protocol("only the first frame of a message may be marked as compressed");
    public static readonly FrameProblem NotMasked = Protocol("frames from clients must be masked");
    public static readonly FrameProblem UnknownOpcode = Protocol("unknown opcode");
    public static readonly FrameProblem ControlFragment = Protocol("a control frame must not be fragmented");
    public static readonly FrameProblem ControlTooLong = Protocol("a control frame has at most 125 bytes");
    public static readonly FrameProblem ContinuesNothing = Protocol("a continuation must continue a message");
    public static readonly FrameProblem Unfinished = Protocol("a message began before the one before it ended");
    public static readonly FrameProblem Length = Protocol("the length of a frame has at most 63 bits");
    public static readonly FrameProblem CloseFrame = Protocol("a close frame holds a status that may be sent, and UTF-8");
    public static readonly FrameProblem Text = Payload("text must be UTF-8");
    public static readonly FrameProblem Compression = Payload("the message cannot be inflated");

    public static FrameProblem TooLong(int maxBytes) =>
        new(WebSocketCloseStatus.MessageTooBig, $"a message has at most {maxBytes} bytes here");

    /// <summary>The protocol allows many frames, but each costs more than its bytes.</summary>
    public static FrameProblem TooManyFrames(int most) =>
        new(WebSocketCloseStatus.PolicyViolation, $"a message has at most {most} frames here");

    /// <inheritdoc cref="TooManyFrames"/>
    public static FrameProblem TooManyControlFrames(int most) =>
        new(WebSocketCloseStatus.PolicyViolation, $"a client sends at most {most} control frames within seconds here");

    static FrameProblem Protocol(string reason) => new(WebSocketCloseStatus.ProtocolError, reason);

    static FrameProblem Payload(string reason) => new(WebSocketCloseStatus.InvalidPayloadData, reason);
}
