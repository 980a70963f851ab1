using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

public sealed class FullDiskTests
{
    [Fact]
    public async Task Full_disk_refuses_events_and_loses_none_and_an_emptied_one_takes_them_again()
    {
        using var disk = new SmallDisk(16 * 1024);
        await using var test = new TemporaryStore(path: Path.Combine(disk.Path, "store"));
        var kept = Unsigned.Many(200, i => Note(i));
        await test.StoreAsync(kept);
        disk.Fill();

        var (stored, refused) = (new List<NostrEvent>(), 0);
        for (var i = 1000; refused < 20; i++)
        {
            var e = Note(i);
            var result = await test.Store.AdmitAsync(e, default).AsTask().Within("an answer");
            if (result.Status == StoreStatus.Stored)
                stored.Add(e);
            else
            {
                Assert.Equal((StoreStatus.Failed, "error: the relay's disk is full"), (result.Status, result.Message));
                refused++;
            }
        }
        Assert.Equal(StoreState.NoEarlyAnswers, test.Store.Condition.State);
        Assert.Equal(200 + stored.Count, (await test.QueryAsync(new Filter())).Count);

        disk.Empty();
        await test.StoreAsync(Note(5000));
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        await test.ReopenAsync();
        Assert.Equal(201 + stored.Count, (await test.QueryAsync(new Filter())).Count);
        await test.CloseAsync();
        FileCheck.AssertConsistent(test.File);
    }

    static NostrEvent Note(int i) =>
        Unsigned.Note(Unsigned.Key("a"), FakeTime.Start - i, $"{i} {new string('x', 2000)}", ["t", $"{i % 9}"]);
}
