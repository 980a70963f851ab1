using System.Text;
using System.Text.Json;

namespace Relay.Nostr.Tests;

/// <summary>Reads events with System.Text.Json's document, one rule after the other: slow, but easy to verify.</summary>
static class PlainEventReader
{
    const long LargestExactNumber = 9007199254740991;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // The document leaves the bytes inside strings unchecked until they are asked for.
            StrictUtf8.GetCharCount(bytes.Span);
            using var document = Document(bytes);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The document, with the same depth limit as the code under test.</summary>
    public static JsonDocument Document(ReadOnlyMemory<byte> bytes) =>
        JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });

    /// <summary>The event if it is valid in every respect except its signature, else null.</summary>
    public static PlainEvent? Read(ReadOnlyMemory<byte> bytes)
    {
        if (!IsJson(bytes))
            return null;
        using var document = Document(bytes);
        return Read(document.RootElement);
    }

    public static PlainEvent? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in root.EnumerateObject())
        {
            if (NameOf(member) is { } name)
                members[name] = member.Value;
        }
        if (!members.TryGetValue("id", out var id) || Hex(id, 64) is not { } idText)
            return null;
        if (!members.TryGetValue("pubkey", out var publicKey) || Hex(publicKey, 64) is not { } publicKeyText)
            return null;
        if (!members.TryGetValue("sig", out var signature) || Hex(signature, 128) is not { } signatureText)
            return null;
        if (!members.TryGetValue("created_at", out var createdAt) || Integer(createdAt, LargestExactNumber) is not { } seconds)
            return null;
        if (!members.TryGetValue("kind", out var kind) || Integer(kind, 65535) is not { } number)
            return null;
        if (!members.TryGetValue("tags", out var tags) || Tags(tags) is not { } tagTexts)
            return null;
        if (!members.TryGetValue("content", out var content) || Text(content) is not { } contentText)
            return null;
        var e = new PlainEvent(idText, publicKeyText, seconds, (int)number, tagTexts, contentText, signatureText);
        return e.RightId == e.Id ? e : null;
    }

    /// <summary>The name of a member; null if it holds half a surrogate pair.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The text of a string; null for anything else and for half a surrogate pair.</summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static string? Hex(JsonElement value, int length) =>
        Text(value) is { } text && text.Length == length && text.All(char.IsAsciiHexDigitLower) ? text : null;

    static long? Integer(JsonElement value, long maximum) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= maximum ? number : null;

    static string[][]? Tags(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var tags = new List<string[]>();
        foreach (var tag in value.EnumerateArray())
        {
            if (tag.ValueKind != JsonValueKind.Array || tag.GetArrayLength() == 0)
                return null;
            var items = tag.EnumerateArray().Select(Text).ToArray();
            if (items.Contains(null))
                return null;
            tags.Add(items!);
        }
        return [.. tags];
    }
}
