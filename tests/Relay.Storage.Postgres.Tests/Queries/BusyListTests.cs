using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

public sealed class BusyListTests
{
    static readonly ushort[] Kinds = [1, 2, 4, 6, 7, 8, 9, 16, 17];

    [Fact]
    public async Task An_author_with_thousands_of_events_that_do_not_match_makes_no_page_read_other_lists_again_and_again()
    {
        await using var test = await TemporaryStore.CreateAsync();
        Bytes32[] authors = [.. Enumerable.Range(0, 400).Select(i => Unsigned.Key($"{i}"))];
        var busy = Unsigned.Key("busy");
        // The newest are by somebody else, so that a sample of them finds nothing. Then come those of kinds that nobody asks for.
        await test.Store.BackfillAsync(Unsigned.Many(700, i => Unsigned.Note(Unsigned.Key("other"), FakeTime.Start - i)), default);
        await test.Store.BackfillAsync(
            Unsigned.Many(6000, i => Unsigned.Event(busy, 30, FakeTime.Start - 1000 - i)), default);
        var notes = Unsigned.Many(authors.Length * 8, i => Unsigned.Note(authors[i / 8], FakeTime.Start - 10_000 - i));
        await test.Store.BackfillAsync(notes, default);

        var query = new EngineQuery(
            new Filter { Authors = [.. authors, busy], Kinds = [.. Kinds] }, Visibility.Everything, After: null, long.MaxValue,
            FakeTime.Start, Most: 500, MostBytes: 1 << 20);
        var found = new List<Bytes32>();
        while (true)
        {
            var page = await test.Engine.QueryAsync(query, default);
            Assert.InRange(page.Scanned, 0, 50_000);
            found.AddRange(page.Rows.Select(row => row.Event.Id));
            if (page.Next is null)
                break;
            query = query with { After = page.Next };
        }
        Assert.Equal(notes.Select(e => e.Id), found);
    }
}
