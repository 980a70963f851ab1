using System.IO.Compression;
using System.Text;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>Events and files for tests of import and export.</summary>
static class ImportSetup
{
    public const string PublicUrl = "wss://relay.example.com";

    public static readonly RelayOptions OwnOptions = new() { PublicUrl = PublicUrl };

    static readonly SecretKey Author = SecretKey.Generate();

    public static NostrEvent Event(string content, ushort kind = Kind.TextNote, long createdAt = 1_700_000_000, params string[][] tags) =>
        new EventDraft { Kind = kind, CreatedAt = createdAt, Tags = tags, Content = content }.Sign(Author);

    /// <summary>The event with one bit of its signature flipped.</summary>
    public static string Forged(NostrEvent e)
    {
        var line = Line(e);
        var at = line.LastIndexOf("\"sig\":\"", StringComparison.Ordinal) + 7;
        return line[..at] + (line[at] == '0' ? '1' : '0') + line[(at + 1)..];
    }

    public static string Line(NostrEvent e) => Encoding.UTF8.GetString(e.ToJson());

    public static MemoryStream File(params IEnumerable<string> lines) => new(Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n'));

    public static MemoryStream File(params NostrEvent[] events) => File(events.Select(Line));

    public static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    public static Task<ImportReport> ImportAsync(
        IEventStore store, Stream input, ImportOptions? options = null,
        Action<ImportReport>? progress = null, CancellationToken cancel = default) =>
        new EventImporter(store, OwnOptions, options ?? new ImportOptions()).ImportAsync(input, progress, cancel);
}
