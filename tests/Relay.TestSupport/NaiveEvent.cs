using System.Text.Json;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>An event as plain strings and numbers, read from its JSON by another parser.</summary>
public sealed record NaiveEvent(string Id, string Author, long CreatedAt, int Kind, string[][] Tags)
{
    public static NaiveEvent Of(NostrEvent e)
    {
        using var json = JsonDocument.Parse(e.ToJson());
        var root = json.RootElement;
        return new(
            root.GetProperty("id").GetString()!,
            root.GetProperty("pubkey").GetString()!,
            root.GetProperty("created_at").GetInt64(),
            root.GetProperty("kind").GetInt32(),
            [.. root.GetProperty("tags").EnumerateArray().Select(tag => tag.EnumerateArray().Select(item => item.GetString()!).ToArray())]);
    }
}
