using System.Buffers;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Writes the relay's own messages into an outbox, through a buffer that each thread keeps.</summary>
static class OutboxExtensions
{
    // A message that echoes a very long id is rare; its buffer is not kept.
    const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    static ArrayBufferWriter<byte>? _buffer;

    public static void SendOk(this IOutbox outbox, in Bytes32 id, bool accepted, string text)
    {
        var buffer = Rent();
        RelayMessage.WriteOk(buffer, id, accepted, text);
        Send(outbox, buffer);
    }

    public static void SendOk(this IOutbox outbox, ReadOnlySpan<byte> escapedId, bool accepted, string text)
    {
        var buffer = Rent();
        RelayMessage.WriteOk(buffer, escapedId, accepted, text);
        Send(outbox, buffer);
    }

    public static void SendEose(this IOutbox outbox, SubscriptionId id, EoseHint hint)
    {
        var buffer = Rent();
        RelayMessage.WriteEose(buffer, id, hint);
        Send(outbox, buffer);
    }

    public static void SendClosed(this IOutbox outbox, SubscriptionId id, string text)
    {
        var buffer = Rent();
        RelayMessage.WriteClosed(buffer, id, text);
        Send(outbox, buffer);
    }

    public static void SendCount(this IOutbox outbox, SubscriptionId id, long count, HyperLogLog? authors = null)
    {
        var buffer = Rent();
        RelayMessage.WriteCount(buffer, id, count, authors);
        Send(outbox, buffer);
    }

    public static void SendAuth(this IOutbox outbox, ReadOnlySpan<byte> challenge)
    {
        var buffer = Rent();
        RelayMessage.WriteAuth(buffer, challenge);
        Send(outbox, buffer);
    }

    public static void SendNotice(this IOutbox outbox, string text)
    {
        var buffer = Rent();
        RelayMessage.WriteNotice(buffer, text);
        Send(outbox, buffer);
    }

    /// <summary>Sends NEG-ERR, the refusal of NIP-77, which has the form of CLOSED.</summary>
    public static void SendNegErr(this IOutbox outbox, SubscriptionId id, string text)
    {
        var buffer = Rent();
        RelayMessage.WriteNegErr(buffer, id, text);
        Send(outbox, buffer);
    }

    static ArrayBufferWriter<byte> Rent()
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        return buffer;
    }

    static void Send(IOutbox outbox, ArrayBufferWriter<byte> buffer)
    {
        outbox.Send(buffer.WrittenSpan);
        if (buffer.Capacity > MaxKeptBytes)
            _buffer = null;
    }
}
