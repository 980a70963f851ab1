using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>Records of megabytes, and commits that do not fit into one packet.</summary>
public sealed class LargeRecordTests
{
    [Fact]
    public async Task Commit_of_many_megabytes_is_carried_out_as_one()
    {
        await using var test = await TemporaryStore.CreateAsync();
        var author = Unsigned.Key("a");
        // Quotes need another byte each in the text of a statement.
        NostrEvent[] events =
        [
            new Author().Event(1, new string('\'', 3 << 20), FakeTime.Start),
            Unsigned.Note(author, FakeTime.Start - 1, new string('x', 4 << 20)),
            .. Unsigned.Many(12, i => Unsigned.Note(author, FakeTime.Start - 2 - i, $"{i}{new string('y', 500_000)}")),
        ];
        await test.StoreAsync(events);
        var found = await test.QueryAsync(new Filter());
        Assert.Equal(events.Select(static e => e.Id), found.Select(static e => e.Id));
        Assert.All(found.Zip(events), static pair => Assert.True(pair.First.Record.Span.SequenceEqual(pair.Second.Record.Span)));
        await test.AssertConsistentAsync();
    }

    [Fact]
    public async Task Every_byte_is_kept_as_it_is()
    {
        await using var test = await TemporaryStore.CreateAsync();
        var note = new Author().Event(
            1, string.Concat(Enumerable.Range(0, 0x3000).Select(static i => (char)i)), FakeTime.Start, ["t", "\\'\"\0\u001A%_ "]);
        await test.StoreAsync(note);
        Assert.Equal(note.Record.ToArray(), Assert.Single(await test.QueryAsync(new Filter())).Record.ToArray());
    }
}
