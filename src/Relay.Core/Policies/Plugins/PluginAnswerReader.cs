using System.Text.Json;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Reads answers: <c>{"id":"…","action":"accept"|"reject"|"shadowReject","msg":"…"}</c>, other members ignored. What can be
/// read in two ways is not read at all: a wrong line decides nothing.
/// </summary>
static class PluginAnswerReader
{
    /// <summary>Reads a line; if it is no answer, <paramref name="problem"/> says why. Never throws.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> line, out PluginAnswer answer, out string problem)
    {
        try
        {
            return TryReadJson(line, out answer, out problem);
        }
        // The reader's own two ways to say so: bad syntax, and text with half a surrogate pair or wrong UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            answer = default;
            problem = "not valid JSON";
            return false;
        }
    }

    static bool TryReadJson(ReadOnlySpan<byte> line, out PluginAnswer answer, out string problem)
    {
        answer = default;
        Bytes32? id = null;
        PluginAction? action = null;
        string? text = null;
        var hasText = false;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Fail("not an object", out problem);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                if (id is not null || !TryReadId(ref reader, out id))
                    return Fail("it has no id, or two", out problem);
            }
            else if (reader.ValueTextEquals("action"u8))
            {
                if (action is not null || !TryReadAction(ref reader, out action))
                    return Fail("its action is unknown, or there are two", out problem);
            }
            else if (reader.ValueTextEquals("msg"u8))
            {
                if (hasText || !TryReadText(ref reader, out text))
                    return Fail("its msg is no text, or there are two", out problem);
                hasText = true;
            }
            else
                reader.Skip();
        }
        // Whatever follows the object makes the reader throw.
        while (reader.Read())
        {
        }
        if (id is null || action is null)
            return Fail(id is null ? "it has no id" : "it has no action", out problem);
        problem = "";
        answer = new PluginAnswer(id.Value, action.Value, text);
        return true;
    }

    static bool TryReadId(ref Utf8JsonReader reader, out Bytes32? id)
    {
        id = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return false;
        if (!Bytes32.TryParse(reader.ValueSpan, out var value))
            return false;
        id = value;
        return true;
    }

    static bool TryReadAction(ref Utf8JsonReader reader, out PluginAction? action)
    {
        action = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return false;
        if (reader.ValueTextEquals("accept"u8))
            action = PluginAction.Accept;
        else if (reader.ValueTextEquals("reject"u8))
            action = PluginAction.Reject;
        else if (reader.ValueTextEquals("shadowReject"u8))
            action = PluginAction.ShadowReject;
        return action is not null;
    }

    static bool TryReadText(ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            return false;
        text = reader.GetString();
        return true;
    }

    static bool Fail(string why, out string problem)
    {
        problem = why;
        return false;
    }
}
