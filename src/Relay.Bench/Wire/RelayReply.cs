using System.Text;
using System.Text.Json;

namespace Relay.Bench;

/// <summary>A relay's message, read in place with any spacing.</summary>
ref struct RelayReply
{
    public RelayReplyType Type;

    /// <summary>The subscription's id, or the event's id for OK.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>Whether OK says true.</summary>
    public bool IsAccepted;

    /// <summary>The text of OK, CLOSED and NOTICE, escaped as in JSON.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>The JSON of an EVENT's event.</summary>
    public ReadOnlySpan<byte> Event;

    public static RelayReply Parse(ReadOnlySpan<byte> message)
    {
        var reply = new RelayReply();
        try
        {
            Parse(message, ref reply);
        }
        catch (JsonException)
        {
            // No client waits for a message that is not JSON. A client that counts replies will miss one.
            reply.Type = RelayReplyType.Other;
            reply.Text = message;
        }
        return reply;
    }

    static void Parse(ReadOnlySpan<byte> message, ref RelayReply reply)
    {
        var reader = new Utf8JsonReader(message);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
            return;
        reply.Type = TypeOf(reader.ValueSpan);
        if (!reader.Read())
            return;
        if (reply.Type == RelayReplyType.Notice)
        {
            reply.Text = reader.ValueSpan;
            return;
        }
        reply.Id = reader.ValueSpan;
        if (!reader.Read())
            return;
        switch (reply.Type)
        {
            case RelayReplyType.Event:
                reply.Event = message[(int)reader.TokenStartIndex..].TrimEnd(" \t\r\n"u8)[..^1];
                break;
            case RelayReplyType.Ok:
                reply.IsAccepted = reader.TokenType == JsonTokenType.True;
                if (reader.Read() && reader.TokenType == JsonTokenType.String)
                    reply.Text = reader.ValueSpan;
                break;
            case RelayReplyType.Closed:
                reply.Text = reader.ValueSpan;
                break;
        }
    }

    static RelayReplyType TypeOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("EVENT"u8))
            return RelayReplyType.Event;
        if (word.SequenceEqual("OK"u8))
            return RelayReplyType.Ok;
        if (word.SequenceEqual("EOSE"u8))
            return RelayReplyType.Eose;
        if (word.SequenceEqual("CLOSED"u8))
            return RelayReplyType.Closed;
        return word.SequenceEqual("NOTICE"u8) ? RelayReplyType.Notice : RelayReplyType.Other;
    }

    /// <summary>The message's text, unescaped for a report.</summary>
    public readonly string Words => Encoding.UTF8.GetString(Text);
}
