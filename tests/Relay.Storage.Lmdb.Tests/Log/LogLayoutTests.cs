using System.Text;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The bytes of the log, frozen: every later version reads stores written by this one. A change raises the schema version and adds a
/// migration and another test; it does not change this test.
/// </summary>
public sealed class LogLayoutTests
{
    static readonly Bytes32 Alice = Bytes32.Parse(new string('a', 64));
    static readonly Bytes32 Bob = Bytes32.Parse(new string('b', 64));

    [Fact]
    public void The_schema_version_is_the_one_these_bytes_belong_to() => Assert.Equal(3, EventLog.SchemaVersion);

    [Fact]
    public async Task Every_table_has_these_rows()
    {
        await using var test = TemporaryStore.Open();
        var history = Named(Unsigned.Note(Bob, 1000, "old"), '0');
        string[][] tags = [["e", new string('c', 64), "wss://x"], ["t", "é"], ["-"], ["expiration", "4102444800"]];
        var note = Named(Unsigned.Note(Alice, 1001, "a \"note\"", tags), '1');
        var deleted = Named(Unsigned.Note(Alice, 1002), '2');
        var article = Named(Unsigned.Event(Alice, Kind.Article, 1003, "", ["d", "x"]), '3');
        var deletion = Named(Unsigned.Deletion(Alice, 1004, deleted, article.Address("x")), '4');
        var vanish = Named(Unsigned.Vanish(Bob, 999), '5');
        await test.BackfillAsync(history);
        // The store is closed after the request to vanish and before the erasure.
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
            Assert.Equal(Expected.Replace("\\\n", "", StringComparison.Ordinal), Dump(test.Path).TrimEnd());
        }
        await closing;
    }

    static NostrEvent Named(NostrEvent e, char digit) => e.WithId(Bytes32.Parse(new string(digit, 64)));

    /// <summary>Every row of every table, read without the store's code.</summary>
    static string Dump(string store)
    {
        var copy = Path.Combine(store, "copy");
        Directory.CreateDirectory(copy);
        File.Copy(LogFile.PathOf(store), Path.Combine(copy, "data.mdb"));
        using var environment = LmdbEnvironment.Open(copy, new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 });
        var text = new StringBuilder();
        foreach (var name in new[] { "events", "history", "removed" })
        {
            var table = environment.OpenTable(LmdbTableSchema.IntegerRows(name));
            using var snapshot = environment.OpenSnapshot();
            text.Append(name).Append('\n');
            for (ulong next = 0; snapshot.TryFirstAtLeast(table, next, out var key, out var value); next = key + 1)
                text.Append(Convert.ToHexStringLower(BitConverter.GetBytes(key))).Append(' ').Append(Convert.ToHexStringLower(value))
                    .Append('\n');
        }
        foreach (var name in new[] { "tombstones", "meta" })
        {
            var table = environment.OpenTable(LmdbTableSchema.Rows(name));
            using var snapshot = environment.OpenSnapshot();
            text.Append(name).Append('\n');
            for (byte[] next = [0]; snapshot.TryFirstAtLeast(table, next, out var key, out var value); next = [.. key, 0])
            {
                // The log's id and its epochs are random, and its number of commits depends on how the writer batched.
                var shown = key.SequenceEqual("id"u8) || key.SequenceEqual("epochs"u8) || key.SequenceEqual("commit"u8)
                    ? $"{value.Length} bytes"
                    : Convert.ToHexStringLower(value);
                text.Append(Convert.ToHexStringLower(key)).Append(' ').Append(shown).Append('\n');
            }
        }
        return text.ToString();
    }

    // Table by table, key and value; a backslash continues the line.
    const string Expected = """
        events
        0000000040000000 1111111111111111111111111111111111111111111111111111111111111111aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa000000000000000000000000000000000000000000000000000000000000000000000000000\
        00000000000000000000000000000000000000000000000000000e903000000000000010003004c00000003026501ccccccccccccccccc\
        ccccccccccccccccccccccccccccccccccccccccccccccc0e7773733a2f2f7802027404c3a901022d021465787069726174696f6e14343\
        1303234343438303061205c226e6f74655c22005786f400000000
        0100000040000000 2222222222222222222222222222222222222222222222222222222222222222aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa000000000000000000000000000000000000000000000000000000000000000000000000000\
        00000000000000000000000000000000000000000000000000000ea030000000000000100000000000000
        0200000040000000 3333333333333333333333333333333333333333333333333333333333333333aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa000000000000000000000000000000000000000000000000000000000000000000000000000\
        00000000000000000000000000000000000000000000000000000eb0300000000000047750000050000000202640278
        0300000040000000 4444444444444444444444444444444444444444444444444444444444444444aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa000000000000000000000000000000000000000000000000000000000000000000000000000\
        00000000000000000000000000000000000000000000000000000ec0300000000000005000000710000000202650122222222222222222\
        22222222222222222222222222222222222222222222222020261900133303032333a61616161616161616161616161616161616161616\
        1616161616161616161616161616161616161616161616161616161616161616161616161616161616161613a78
        0400000040000000 5555555555555555555555555555555555555555555555555555555555555555bbbbbbbbbbbbbbbbbbbbbbbbbbbbb\
        bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb000000000000000000000000000000000000000000000000000000000000000000000000000\
        00000000000000000000000000000000000000000000000000000e7030000000000003e00000012000000020a72656c617914414c4c5f5\
        2454c415953
        history
        0000000000000000 0000000000000000000000000000000000000000000000000000000000000000bbbbbbbbbbbbbbbbbbbbbbbbbbbbb\
        bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb000000000000000000000000000000000000000000000000000000000000000000000000000\
        00000000000000000000000000000000000000000000000000000e80300000000000001000000000000006f6c64
        removed
        0100000040000000 0000000000000000
        0200000040000000 0000000000000000
        tombstones
        012222222222222222222222222222222222222222222222222222222222222222aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
        aaaaaaaaaaaaaaaaaaaa ffffffffffffff7f4444444444444444444444444444444444444444444444444444444444444444
        02476026e9e27056e4ad29c8b8b434fe5e345a9a7632a0c65c27c09f5c40c1228f ec03000000000000444444444444444444444444444\
        4444444444444444444444444444444444444
        03bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb e703000000000000555555555555555555555555555\
        5555555555555555555555555555555555555
        meta
        636f6d6d6974 16 bytes
        65706f636873 32 bytes
        68696768 0400000040000000
        6964 16 bytes
        6c6f77 ffffffff3f000000
        736368656d61 0300000000000000
        76616e697368696e67bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb e70300000000000055555555555\
        55555555555555555555555555555555555555555555555555555
        """;
}
