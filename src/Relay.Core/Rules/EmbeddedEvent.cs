using System.Buffers;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Looks into the events that reposts carry in their content (NIP-18).</summary>
static class EmbeddedEvent
{
    // Clients read deeper than the reader's own bound; it keeps a bit for each level, and the size of a message bounds those.
    static readonly JsonReaderOptions Unbounded = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Whether the content of the event is JSON of an event with a <c>-</c> tag (NIP-70). What merely mentions one is none.
    /// </summary>
    public static bool IsProtected(EventView e)
    {
        // As long as a message may be, so that copies of its own would be garbage of the largest kind.
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
            // No event that anybody could take out of it.
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

    /// <summary>Whether the text at hand is the ASCII word. What holds a surrogate is none, and the reader throws at half a pair.</summary>
    static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> word) =>
        !(reader.ValueIsEscaped && (reader.ValueSpan.IndexOf("\\ud"u8) >= 0 || reader.ValueSpan.IndexOf("\\uD"u8) >= 0))
        && reader.ValueTextEquals(word);
}
