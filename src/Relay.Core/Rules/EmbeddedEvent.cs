using System.Buffers;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Checks the events that reposts carry in their content (NIP-18).</summary>
static class EmbeddedEvent
{
    // Clients may read deeper JSON than this reader does by default, so its depth is not bounded. It keeps one bit per level, and a
    // message's size bounds the levels.
    static readonly JsonReaderOptions Unbounded = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Whether the content is the JSON of an event with a <c>-</c> tag (NIP-70). Content that only mentions such an event does not count.
    /// </summary>
    public static bool IsProtected(EventView e)
    {
        // The content may be as long as a message, so the buffer is pooled: new arrays would be large garbage.
        var content = ArrayPool<byte>.Shared.Rent(e.Content.Length);
        try
        {
            return IsProtected(content.AsSpan(0, JsonText.Unescape(e.Content, content)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    static bool IsProtected(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, Unbounded);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && HasProtection(ref reader);
        }
        catch (JsonException)
        {
            // Not valid JSON, so it carries no event that a client could extract.
            return false;
        }
    }

    /// <summary>Reads the members of an object to its end.</summary>
    static bool HasProtection(ref Utf8JsonReader reader)
    {
        var isProtected = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTags = Is(ref reader, "tags"u8);
            reader.Read();
            if (isTags && reader.TokenType == JsonTokenType.StartArray)
                isProtected |= ReadTags(ref reader);
            else
                reader.Skip();
        }
        return isProtected;
    }

    static bool ReadTags(ref Utf8JsonReader reader)
    {
        var isProtected = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }
            var depth = reader.CurrentDepth;
            if (reader.Read() && reader.TokenType == JsonTokenType.String && Is(ref reader, "-"u8))
                isProtected = true;
            while (!(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth))
                reader.Read();
        }
        return isProtected;
    }

    /// <summary>
    /// Whether the current text is the ASCII word. Text with an escaped surrogate never is; the reader would throw at half a pair.
    /// </summary>
    static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> word) =>
        !(reader.ValueIsEscaped && (reader.ValueSpan.IndexOf("\\ud"u8) >= 0 || reader.ValueSpan.IndexOf("\\uD"u8) >= 0))
        && reader.ValueTextEquals(word);
}
