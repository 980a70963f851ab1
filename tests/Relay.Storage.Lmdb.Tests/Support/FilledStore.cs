using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// A store whose files have pages of every kind: long values, lists inside a page and lists with pages of their own, free pages.
/// </summary>
static class FilledStore
{
    static readonly Bytes32[] Authors = [Unsigned.Key("a"), Unsigned.Key("b"), Unsigned.Key("c")];

    public static async Task FillAsync(TemporaryStore test)
    {
        var now = test.Time.Now;
        var notes = Unsigned.Many(2500, i => Unsigned.Note(
            Authors[i % 2], now - i % 100, $"{i}{new string('x', i % 50 == 0 ? 9000 : i % 300)}", ["t", $"{i % 9}"], ["t", $"tag {i}"],
            ["expiration", $"{now + 1_000_000 + i}"]));
        await test.PlaceAsync(Placement.Index, notes);
        await test.BackfillAsync(Unsigned.Many(1000, i => Unsigned.Note(Authors[2], now - 1000 - i, $"old {i}", ["t", $"{i % 9}"])));
        await test.Store.IndexAsync();
        await test.AdmitAsync(Unsigned.Deletion(Authors[0], now, [.. notes.Where((_, i) => i % 20 == 0)]));
        await test.AdmitAsync(Unsigned.Vanish(Authors[2], now - 1100));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count >= 1000, "the erasure");
        await test.Store.IndexAsync();
        await test.PlaceAsync(Placement.Tail, Unsigned.Many(50, i => Unsigned.Note(Authors[1], now, $"last {i}")));
    }

    public static string FileOf(string store, string environment) => Path.Combine(store, environment, "data.mdb");

    /// <summary>Makes the store look as if the process had been killed.</summary>
    public static void ForgetCleanStop(string store) => File.Delete(Path.Combine(store, "relay.clean"));
}
