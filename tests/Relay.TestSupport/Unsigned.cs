using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>
/// Events without signatures, and with any id: a store checks neither, so ids that would take mining cost a test nothing.
/// </summary>
public static class Unsigned
{
    static readonly JsonSerializerOptions Verbatim = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly string NoSignature = new('0', 128);

    public static NostrEvent Event(Bytes32 author, int kind, long at, string content = "", params string[][] tags)
    {
        var canonical = JsonSerializer.SerializeToUtf8Bytes<object[]>([0, author.ToString(), at, kind, tags, content], Verbatim);
        var id = Convert.ToHexStringLower(SHA256.HashData(canonical));
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new { id, pubkey = author.ToString(), created_at = at, kind, tags, content, sig = NoSignature }, Verbatim);
        return NostrEvent.TryParse(json, out var problem) ?? throw new InvalidOperationException(problem);
    }

    public static NostrEvent Note(Bytes32 author, long at, string content = "", params string[][] tags) =>
        Event(author, Kind.TextNote, at, content, tags);

    public static NostrEvent[] Many(int count, Func<int, NostrEvent> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>A deletion request for these events and, given as strings, addresses.</summary>
    public static NostrEvent Deletion(Bytes32 author, long at, params object[] targets) => Event(
        author, Kind.Deletion, at, "",
        [.. targets.Select(target => target is NostrEvent e ? new[] { "e", e.Id.ToString() } : ["a", (string)target])]);

    public static NostrEvent Vanish(Bytes32 author, long at) => Event(author, Kind.Vanish, at, "", ["relay", "ALL_RELAYS"]);

    public static string Address(this NostrEvent e, string d = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{e.Kind}:{e.PublicKey}:{d}");

    /// <summary>A key computed from a name.</summary>
    public static Bytes32 Key(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>The value with its first bytes replaced.</summary>
    public static Bytes32 Starting(this Bytes32 value, params ReadOnlySpan<byte> start)
    {
        var bytes = value.Span.ToArray();
        start.CopyTo(bytes);
        return new Bytes32(bytes);
    }

    /// <summary>The event with another id.</summary>
    public static NostrEvent WithId(this NostrEvent e, Bytes32 id)
    {
        var record = e.Record.ToArray();
        id.Span.CopyTo(record);
        return new NostrEvent(new EventView(record));
    }

    /// <summary>The event with an id that begins with these bytes.</summary>
    public static NostrEvent WithIdStarting(this NostrEvent e, params ReadOnlySpan<byte> start) => e.WithId(e.Id.Starting(start));
}
