using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>An event as strings, without any code under test. Tests make it and compare with it.</summary>
sealed record PlainEvent(string Id, string PublicKey, long CreatedAt, int Kind, string[][] Tags, string Content, string Signature)
{
    public const string Author = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    public static readonly string Hex64 = new('7', 64);

    static readonly string AnySignature = string.Concat(Enumerable.Repeat("5c", 64));

    public string Canonical => string.Create(
        CultureInfo.InvariantCulture,
        $"[0,\"{PublicKey}\",{CreatedAt},{Kind},{PlainText.Quote(Tags)},{PlainText.Quote(Content)}]");

    public string RightId => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)));

    /// <summary>An event with its right id and a well-formed signature.</summary>
    public static PlainEvent Make(
        string content = "", string[][]? tags = null, int kind = 1, long createdAt = 1700000000, string author = Author)
    {
        var e = new PlainEvent("", author, createdAt, kind, tags ?? [], content, AnySignature);
        return e with { Id = e.RightId };
    }

    public static PlainEvent Of(EventView e)
    {
        var tags = new List<string[]>();
        foreach (var tag in e.Tags)
        {
            var items = new List<string>();
            foreach (var item in tag)
                items.Add(item.ToString());
            Assert.Equal(tag.Count, items.Count);
            tags.Add([.. items]);
        }
        return new PlainEvent(
            e.Id.ToString(),
            e.PublicKey.ToString(),
            e.CreatedAt,
            e.Kind,
            [.. tags],
            JsonText.Unescape(e.Content),
            Convert.ToHexStringLower(e.Signature));
    }

    public string ToJson() => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"id\":\"{Id}\",\"pubkey\":\"{PublicKey}\",\"created_at\":{CreatedAt},\"kind\":{Kind},\"tags\":{PlainText.Quote(Tags)},"
        + $"\"content\":{PlainText.Quote(Content)},\"sig\":\"{Signature}\"}}");

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(ToJson());

    /// <summary>The event through the parser under test.</summary>
    public NostrEvent Parsed()
    {
        var e = NostrEvent.TryParse(ToUtf8(), out var problem);
        Assert.Null(problem);
        return e!;
    }

    // An array compares by reference, so the record's own comparison would miss equal tags.
    public bool Equals(PlainEvent? other) => other is not null && ToJson() == other.ToJson();

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => ToJson();
}
