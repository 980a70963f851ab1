using System.Buffers;
using System.Text;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>
/// Filters as people write them: JSON as in a REQ (NIP-01), whose times may also be ago ("2h"), and whose keys and ids may also be npub,
/// note and the like.
/// </summary>
static class FilterText
{
    static readonly JsonReaderOptions Lenient = new()
    {
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>
    /// Reads one filter, several in an array, several one after the other, or a whole REQ. Throws a <see cref="UsageException"/> with
    /// the reason if the text is anything else.
    /// </summary>
    public static List<string> Parse(string text, DateTimeOffset now)
    {
        var filters = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Lenient);
            while (reader.Read())
            {
                using var json = JsonDocument.ParseValue(ref reader);
                Add(json.RootElement, now, filters);
            }
        }
        catch (JsonException exception)
        {
            throw Wrong($"is no JSON; put it in single quotes, as '{{\"kinds\":[1]}}': {exception.Message.ReplaceLineEndings(" ")}");
        }
        return filters.Count > 0 ? filters : throw Wrong("is empty; {} matches every event");
    }

    static void Add(JsonElement json, DateTimeOffset now, List<string> filters)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            filters.Add(Translate(json, now));
            return;
        }
        if (json.ValueKind != JsonValueKind.Array)
            throw Wrong($"is {json.GetRawText()}, but must be an object, such as {{\"kinds\":[1],\"since\":\"2h\"}}");
        var elements = json.EnumerateArray().ToList();
        // ["REQ","id",{…}], as copied from a client.
        if (elements is [{ ValueKind: JsonValueKind.String } word, { ValueKind: JsonValueKind.String }, ..]
            && word.GetString() is "REQ" or "COUNT")
        {
            elements.RemoveRange(0, 2);
        }
        foreach (var element in elements)
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw Wrong($"has {element.GetRawText()} in the place of a filter");
            Add(element, now, filters);
        }
    }

    /// <summary>The filter with times and keys as NIP-01 has them.</summary>
    static string Translate(JsonElement filter, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var condition in filter.EnumerateObject())
            {
                if (!names.Add(condition.Name))
                    throw Wrong($"has {condition.Name} twice");
                json.WritePropertyName(condition.Name);
                if (condition.Name is "since" or "until" && condition.Value.ValueKind == JsonValueKind.String)
                    json.WriteNumberValue(TimeOf(condition, now));
                else if (condition.Value.ValueKind == JsonValueKind.Array)
                    WriteValues(json, condition);
                else
                    condition.Value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        if (FilterReader.TryParse(buffer.WrittenSpan, out var problem, andTags: true) is null)
            throw Wrong($"{filter.GetRawText()} cannot be used: {problem}");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static long TimeOf(JsonProperty condition, DateTimeOffset now) => TimeText.TryParse(condition.Value.GetString()!, now, out var seconds)
        ? seconds
        : throw Wrong($"has {condition.Name} {condition.Value.GetRawText()}, but a time is {TimeText.Forms}");

    static void WriteValues(Utf8JsonWriter json, JsonProperty condition)
    {
        json.WriteStartArray();
        foreach (var value in condition.Value.EnumerateArray())
        {
            if (value.ValueKind == JsonValueKind.String && HexOf(condition.Name, value.GetString()!) is { } hex)
                json.WriteStringValue(hex);
            else
                value.WriteTo(json);
        }
        json.WriteEndArray();
    }

    /// <summary>The hexadecimal form of an npub, nprofile, note or nevent where a key or an id belongs; null for all other texts.</summary>
    static string? HexOf(string condition, string text)
    {
        var isKey = condition is "authors" or "#p" or "#P";
        var isId = condition is "ids" or "#e" or "#E" or "#q";
        if (!(isKey || isId) || Bytes32.TryParse(text, out _) || !(text.Contains('1') && text.StartsWith('n')))
            return null;
        return isKey
            ? Nip19.TryParsePublicKey(text, out var key, out var reason)
                ? Convert.ToHexStringLower(key)
                : throw Wrong($"has \"{text}\" in {condition}, which {reason}")
            : Nip19.TryParseEventId(text, out var id, out reason)
                ? Convert.ToHexStringLower(id)
                : throw Wrong($"has \"{text}\" in {condition}, which {reason}");
    }

    static UsageException Wrong(string problem) => new($"the filter {problem}");
}
