using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

public sealed class BrokenChangesTests
{
    [Fact]
    public async Task Nothing_of_changes_that_could_not_be_written_gets_into_the_next_commit()
    {
        await using var test = new TemporaryStore();
        var (lost, kept) = (Unsigned.Note(Unsigned.Key("a"), 1, "lost"), Unsigned.Note(Unsigned.Key("a"), 2, "kept"));
        var broken = new EngineChanges();
        broken.Added.Add(new CommittedEvent(Sequences.Middle + 1, lost));
        broken.Added.Add(default);
        await Assert.ThrowsAnyAsync<Exception>(async () => await test.Engine.CommitAsync(broken, default));
        var changes = new EngineChanges();
        changes.Added.Add(new CommittedEvent(Sequences.Middle + 2, kept));
        await test.Engine.CommitAsync(changes, default);

        var range = await test.Engine.ReadAsync(0, Sequences.Max, default);
        Assert.Equal([kept.Id], range.Rows.Select(row => row.Event.Id));
        await test.CloseAsync();
        RowCheck.AssertConsistent(test.Options);
    }
}
