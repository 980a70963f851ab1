using System.Text.Json;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Reads answers: <c>{"id":"…","action":"accept"|"reject"|"shadowReject","msg":"…"}</c>. Other members are ignored. A line that can be read
/// in two ways never accepts anything: if it names its question, that is refused, since the plugin has answered it.
/// </summary>
static class PluginAnswerReader
{
    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads a line, or the beginning of one that is too long. False if it names no question. <paramref name="problem"/> says why, or why
    /// the answer is <see cref="PluginAction.None"/>. Never throws.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> line, bool isTooLong, out PluginAnswer answer, out string? problem)
    {
        var draft = default(Draft);
        try
        {
            Read(line.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line, ref draft);
        }
        // The reader throws one of two exceptions: for bad syntax, and for text with half a surrogate pair or invalid UTF-8.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            draft.Problem ??= "not valid JSON";
        }
        if (isTooLong)
            draft.Problem = "it is too long";
        else if (draft.Action is null)
            draft.Problem ??= "it has no action";
        problem = draft.Problem;
        if (draft.Id is not { } id || draft.HasTwoIds)
        {
            problem ??= "it has no id, or two";
            answer = default;
            return false;
        }
        answer = problem is null ? new PluginAnswer(id, draft.Action!.Value, draft.Text) : new PluginAnswer(id, PluginAction.None, null);
        return true;
    }

    static void Read(ReadOnlySpan<byte> line, ref Draft draft)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            draft.Problem = "not an object";
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                ReadId(ref reader, ref draft);
            else if (reader.ValueTextEquals("action"u8))
                ReadAction(ref reader, ref draft);
            else if (reader.ValueTextEquals("msg"u8))
                ReadText(ref reader, ref draft);
            else
                reader.Skip();
        }
        // Text after the object makes the reader throw.
        while (reader.Read())
        {
        }
    }

    static void ReadId(ref Utf8JsonReader reader, ref Draft draft)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Bytes32.TryParse(reader.ValueSpan, out var id))
        {
            draft.HasTwoIds |= draft.Id is { } other && other != id;
            if (draft.Id is not null)
                draft.Problem ??= "it has two ids";
            draft.Id = id;
            return;
        }
        draft.Problem ??= "its id is not an id";
        reader.Skip();
    }

    static void ReadAction(ref Utf8JsonReader reader, ref Draft draft)
    {
        reader.Read();
        var action = PluginAction.None;
        if (reader.TokenType == JsonTokenType.String)
        {
            action = reader.ValueTextEquals("accept"u8) ? PluginAction.Accept
                : reader.ValueTextEquals("reject"u8) ? PluginAction.Reject
                : reader.ValueTextEquals("shadowReject"u8) ? PluginAction.ShadowReject
                : PluginAction.None;
        }
        if (action == PluginAction.None || draft.Action is not null)
            draft.Problem ??= "its action is unknown, or there are two";
        draft.Action = action;
        reader.Skip();
    }

    static void ReadText(ref Utf8JsonReader reader, ref Draft draft)
    {
        reader.Read();
        if (draft.HasText || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            draft.Problem ??= "its msg is not text, or there are two";
        draft.HasText = true;
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
            draft.Text = TextOf(ref reader, ref draft);
        else
            reader.Skip();
    }

    static string? TextOf(ref Utf8JsonReader reader, ref Draft draft)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            draft.Problem ??= "its msg is not valid UTF-8";
            return null;
        }
    }

    /// <summary>The parts read so far.</summary>
    ref struct Draft
    {
        public Bytes32? Id;
        public bool HasTwoIds;
        public PluginAction? Action;
        public string? Text;
        public bool HasText;
        public string? Problem;
    }
}
