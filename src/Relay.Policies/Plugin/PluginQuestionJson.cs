using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Writes questions as strfry's plugins read them, one per line: <c>{"type":"new","event":{…},"receivedAt":1700000000,
/// "sourceType":"IP4","sourceInfo":"192.0.2.1","authed":"…"}</c>. <c>authed</c> is the event's author if the client has proved that key,
/// otherwise the first key that it proved. This relay adds <c>authedKeys</c> if a client has proved several keys, and questions about
/// filters, which have an <c>id</c> and a <c>filter</c> instead of an event.
/// </summary>
static class PluginQuestionJson
{
    public static void Write(PluginQuestion question, IBufferWriter<byte> line)
    {
        if (question.Event is { } e)
        {
            line.Write("{\"type\":\"new\",\"event\":"u8);
            var view = e.View;
            line.Advance(EventJson.Write(view, line.GetSpan(EventJson.MaxLength(view))));
        }
        else
        {
            line.Write(question.Subject == PluginSubject.Req ? "{\"type\":\"req\",\"id\":\""u8 : "{\"type\":\"count\",\"id\":\""u8);
            PutHex(question.Id, line);
            line.Write("\",\"filter\":"u8);
            FilterJson.Write(question.Filter!, line);
        }
        line.Write(",\"receivedAt\":"u8);
        Utf8Formatter.TryFormat(question.ReceivedAt, line.GetSpan(20), out var written);
        line.Advance(written);
        PutSource(question.Address, line);
        PutKeys(question.Keys, question.Event?.PublicKey, line);
        line.Write("}\n"u8);
    }

    static void PutSource(IPAddress? address, IBufferWriter<byte> line)
    {
        // A connection through a Unix socket has no address if its proxy names no client.
        if (address is null)
        {
            line.Write(",\"sourceType\":\"Unix\",\"sourceInfo\":\"\""u8);
            return;
        }
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        line.Write(address.AddressFamily == AddressFamily.InterNetwork
            ? ",\"sourceType\":\"IP4\",\"sourceInfo\":\""u8
            : ",\"sourceType\":\"IP6\",\"sourceInfo\":\""u8);
        // The name of a network interface is not part of the address.
        var text = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes()).ToString()
            : address.ToString();
        line.Advance(Encoding.ASCII.GetBytes(text, line.GetSpan(text.Length)));
        line.Write("\""u8);
    }

    // Plugins take this key for the client's own. Of several keys, it is the event's author.
    static void PutKeys(IReadOnlyList<Bytes32> keys, Bytes32? author, IBufferWriter<byte> line)
    {
        if (keys.Count == 0)
            return;
        line.Write(",\"authed\":\""u8);
        PutHex(author is { } key && keys.Contains(key) ? key : keys[0], line);
        line.Write("\""u8);
        if (keys.Count == 1)
            return;
        line.Write(",\"authedKeys\":["u8);
        for (var i = 0; i < keys.Count; i++)
        {
            line.Write(i == 0 ? "\""u8 : ",\""u8);
            PutHex(keys[i], line);
            line.Write("\""u8);
        }
        line.Write("]"u8);
    }

    static void PutHex(in Bytes32 value, IBufferWriter<byte> line)
    {
        Hex.Encode(value.Span, line.GetSpan(2 * Bytes32.Size)[..(2 * Bytes32.Size)]);
        line.Advance(2 * Bytes32.Size);
    }
}
