using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Relay.Nostr;

/// <summary>Writes the relay's messages as compact JSON. All texts are escaped in the same way.</summary>
public static class RelayMessage
{
    /// <summary>
    /// The most characters of a client's text that an answer repeats: the longest subscription id, and always a whole event id. The rest of
    /// a longer text is cut off.
    /// </summary>
    public const int MaxEchoedCharacters = 64;

    /// <summary>
    /// <c>["OK", id, accepted, text]</c>. The id is JSON-escaped text, because an invalid event may have any text as its id.
    /// </summary>
    public static void WriteOk(IBufferWriter<byte> writer, ReadOnlySpan<byte> escapedId, bool accepted, string text)
    {
        writer.Write("[\"OK\",\""u8);
        WriteEcho(writer, escapedId);
        writer.Write(accepted ? "\",true,\""u8 : "\",false,\""u8);
        WriteText(writer, text);
        writer.Write("\"]"u8);
    }

    /// <summary><c>["OK", id, accepted, text]</c> for an event whose id is known.</summary>
    public static void WriteOk(IBufferWriter<byte> writer, in Bytes32 id, bool accepted, string text)
    {
        Span<byte> hex = stackalloc byte[64];
        Hex.Encode(id.Span, hex);
        WriteOk(writer, hex, accepted, text);
    }

    /// <summary>The start of an EVENT message; the event's JSON and <c>]</c> follow.</summary>
    public static void WriteEventStart(IBufferWriter<byte> writer, SubscriptionId id)
    {
        writer.Write("[\"EVENT\",\""u8);
        WriteEcho(writer, id.Escaped);
        writer.Write("\","u8);
    }

    /// <summary><c>["EOSE", id]</c>, with a hint <c>["EOSE", id, ["finish"]]</c> (NIP-67)</summary>
    public static void WriteEose(IBufferWriter<byte> writer, SubscriptionId id, EoseHint hint = EoseHint.None)
    {
        writer.Write("[\"EOSE\",\""u8);
        WriteEcho(writer, id.Escaped);
        writer.Write(hint switch
        {
            EoseHint.Finish => "\",[\"finish\"]]"u8,
            EoseHint.More => "\",[\"more\"]]"u8,
            _ => "\"]"u8,
        });
    }

    /// <summary><c>["CLOSED", id, text]</c></summary>
    public static void WriteClosed(IBufferWriter<byte> writer, SubscriptionId id, string text)
    {
        writer.Write("[\"CLOSED\",\""u8);
        WriteEcho(writer, id.Escaped);
        writer.Write("\",\""u8);
        WriteText(writer, text);
        writer.Write("\"]"u8);
    }

    /// <summary><c>["AUTH", challenge]</c> (NIP-42); the challenge needs no escaping.</summary>
    public static void WriteAuth(IBufferWriter<byte> writer, ReadOnlySpan<byte> challenge)
    {
        writer.Write("[\"AUTH\",\""u8);
        writer.Write(challenge);
        writer.Write("\"]"u8);
    }

    /// <summary><c>["NOTICE", text]</c></summary>
    public static void WriteNotice(IBufferWriter<byte> writer, string text)
    {
        writer.Write("[\"NOTICE\",\""u8);
        WriteText(writer, text);
        writer.Write("\"]"u8);
    }

    /// <summary><c>["COUNT", id, {"count": n}]</c>, with <c>"hll"</c> if the authors are given (NIP-45)</summary>
    public static void WriteCount(IBufferWriter<byte> writer, SubscriptionId id, long count, HyperLogLog? authors = null)
    {
        writer.Write("[\"COUNT\",\""u8);
        WriteEcho(writer, id.Escaped);
        writer.Write("\",{\"count\":"u8);
        var room = writer.GetSpan(20);
        Utf8Formatter.TryFormat(count, room, out var written);
        writer.Advance(written);
        if (authors is not null)
        {
            writer.Write(",\"hll\":\""u8);
            Hex.Encode(authors.Registers, writer.GetSpan(2 * HyperLogLog.RegisterCount)[..(2 * HyperLogLog.RegisterCount)]);
            writer.Advance(2 * HyperLogLog.RegisterCount);
            writer.Write("\""u8);
        }
        writer.Write("}]"u8);
    }

    /// <summary><c>["NEG-ERR", id, text]</c> (NIP-77)</summary>
    public static void WriteNegErr(IBufferWriter<byte> writer, SubscriptionId id, string text)
    {
        writer.Write("[\"NEG-ERR\",\""u8);
        WriteEcho(writer, id.Escaped);
        writer.Write("\",\""u8);
        WriteText(writer, text);
        writer.Write("\"]"u8);
    }

    static void WriteEcho(IBufferWriter<byte> writer, ReadOnlySpan<byte> escaped) =>
        writer.Write(JsonText.Cut(escaped, MaxEchoedCharacters));

    static void WriteText(IBufferWriter<byte> writer, string text)
    {
        if (text.Length == 0)
            return;
        var utf8Length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = utf8Length <= 512 ? stackalloc byte[utf8Length] : new byte[utf8Length];
        utf8 = utf8[..Encoding.UTF8.GetBytes(text, utf8)];
        var room = writer.GetSpan(6 * utf8.Length);
        writer.Advance(JsonText.Escape(utf8, room));
    }
}
