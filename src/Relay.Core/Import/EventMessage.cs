using System.Text.Json;

namespace Relay.Core;

/// <summary>Finds the event in a message of the protocol: <c>["EVENT",{…}]</c> or <c>["EVENT","subscription",{…}]</c>.</summary>
static class EventMessage
{
    static readonly string[] Others = ["EOSE", "OK", "NOTICE", "CLOSED", "AUTH", "COUNT", "REQ", "CLOSE"];

    /// <summary>
    /// The bytes of the event. Empty if there is no event: then <paramref name="problem"/> says why, or is null for another message of the
    /// protocol, as recordings of connections have.
    /// </summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, out string? problem)
    {
        problem = "invalid: not valid JSON";
        try
        {
            var reader = new Utf8JsonReader(message);
            reader.Read();
            reader.Read();
            if (!reader.ValueTextEquals("EVENT"u8))
            {
                problem = Others.Contains(reader.GetString()) ? null : "invalid: an array that is not an EVENT message";
                return [];
            }
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                problem = "invalid: an EVENT message without an event";
                return [];
            }
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var e = message[start..(int)reader.BytesConsumed];
            reader.Read();
            if (reader.TokenType != JsonTokenType.EndArray)
            {
                problem = "invalid: an EVENT message with something after its event";
                return [];
            }
            problem = null;
            return e;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: a string that is no UTF-8.
            return [];
        }
    }
}
