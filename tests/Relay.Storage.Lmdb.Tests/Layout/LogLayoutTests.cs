using System.Text;
using Relay.Nostr;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The bytes of the log, frozen: stores written by this version are read by every later one. A change raises the schema version and
/// adds a migration and another test, it does not change this one.
/// </summary>
public sealed class LogLayoutTests
{
    static readonly Bytes32 Alice = Bytes32.Parse(new string('a', 64));
    static readonly Bytes32 Bob = Bytes32.Parse(new string('b', 64));

    [Fact]
    public void The_schema_version_is_the_one_these_bytes_belong_to() => Assert.Equal(1, EventLog.SchemaVersion);

    [Fact]
    public async Task Every_table_has_these_rows()
    {
        await using var test = TemporaryStore.Open();
        var history = Named(Unsigned.Note(Bob, 1000, "old"), '0');
        var note = Named(Unsigned.Note(Alice, 1001, "a \"note\"", ["e", new string('c', 64), "wss://x"], ["t", "é"], ["-"], ["expiration", "4102444800"]), '1');
        var (deleted, article) = (Named(Unsigned.Note(Alice, 1002), '2'), Named(Unsigned.Event(Alice, Kind.Article, 1003, "", ["d", "x"]), '3'));
        var deletion = Named(Unsigned.Deletion(Alice, 1004, deleted, article.Address("x")), '4');
        var vanish = Named(Unsigned.Vanish(Bob, 999), '5');
        await test.BackfillAsync(history);
        // Stopped after the request to vanish, the store is closed before it has carried it out.
        await test.AdmitAsync(note);
        await test.AdmitAsync(deleted);
        await test.AdmitAsync(article);
        await test.AdmitAsync(deletion);
        await test.CloseAsync();
        test.Open();
        Task closing;
        using (var gate = new WriterGate(test, batch => batch.Stored.Any(stored => stored.Event.Id == vanish.Id)))
        {
            await test.AdmitAsync(vanish);
            gate.WaitUntilReached();
            closing = test.CloseAsync();
            Assert.Equal(Expected, Dump(test.Path));
        }
        await closing;
    }

    static NostrEvent Named(NostrEvent e, char digit) => e.WithId(Bytes32.Parse(new string(digit, 64)));

    /// <summary>Every row of every table, read past the store.</summary>
    static string Dump(string store)
    {
        var copy = Path.Combine(store, "copy");
        Directory.CreateDirectory(copy);
        File.Copy(LogFile.PathOf(store), Path.Combine(copy, "data.mdb"));
        using var environment = LmdbEnvironment.Open(copy, new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 });
        var text = new StringBuilder();
        foreach (var name in new[] { "events", "removed" })
        {
            var table = environment.OpenTable(LmdbTableSchema.IntegerRows(name));
            using var snapshot = environment.OpenSnapshot();
            text.Append(name).Append('\n');
            for (ulong next = 0; snapshot.TryFirstAtLeast(table, next, out var key, out var value); next = key + 1)
                text.Append(Convert.ToHexStringLower(BitConverter.GetBytes(key))).Append(' ').Append(Convert.ToHexStringLower(value)).Append('\n');
        }
        foreach (var name in new[] { "tombstones", "meta" })
        {
            var table = environment.OpenTable(LmdbTableSchema.Rows(name));
            using var snapshot = environment.OpenSnapshot();
            text.Append(name).Append('\n');
            for (byte[] next = []; snapshot.TryFirstAtLeast(table, next, out var key, out var value); next = [.. key, 0])
            {
                // The log's own id is random.
                var shown = key.SequenceEqual("id"u8) ? $"{value.Length} bytes" : Convert.ToHexStringLower(value);
                text.Append(name == "meta" ? Convert.ToHexStringLower(key) + " " : Convert.ToHexStringLower(key) + " ").Append(shown).Append('\n');
            }
        }
        return text.ToString();
    }

    const string Expected = """
        TO BE FILLED
        """;
}
