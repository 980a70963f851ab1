using Relay.Storage.Lmdb;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// A relay on a volume that fills up, as its clients see it: it refuses events with a reason, goes on reading, and recovers by itself.
/// </summary>
public sealed class FullDiskTests
{
    const string Ok = """{"status":"ok"}""";

    readonly Author _author = new();

    [Fact]
    public async Task A_small_volume_takes_events_until_a_twentieth_of_it_is_left()
    {
        await using var volume = await SmallVolume.MountAsync(100);
        await using var relay = await StartAsync(volume, new LmdbStoreOptions { Path = Folder(volume), Lmdb = new() { MapSizeGiB = 1 } });
        await using var client = await relay.ConnectAsync();
        await using var reader = await relay.ConnectAsync();
        var note = _author.Note("while there is room");
        Assert.True((await client.PublishAsync(note)).Accepted);
        await Health.UntilAsync(relay.HttpAddress, Ok);

        volume.Fill(left: 4 << 20);
        await Health.UntilAsync(relay.HttpAddress, """{"status":"degraded","reason":"less than 5 MiB of disk are free"}""");
        Assert.Equal(
            "error: the relay's disk is almost full; only deletions are taken",
            (await client.PublishAsync(_author.Note("refused"))).Message);
        Assert.Equal(note.Id, Assert.Single((await reader.QueryAsync("{}")).Events).Id);
        Assert.True((await client.PublishAsync(_author.Deletion(note))).Accepted);

        volume.Empty();
        await Health.UntilAsync(relay.HttpAddress, Ok);
        Assert.True((await client.PublishAsync(_author.Note("taken again"))).Accepted);
        Assert.Equal("Only removals are accepted: less than 5 MiB of disk are free", Assert.Single(relay.Log.Records).Message);
    }

    [Theory]
    [InlineData(LmdbSync.EveryCommit)]
    [InlineData(LmdbSync.Interval)]
    public async Task A_disk_that_is_really_full_loses_nothing_that_was_answered_after_the_first_failure(LmdbSync sync)
    {
        await using var volume = await SmallVolume.MountAsync(24);
        var options = new LmdbStoreOptions
        {
            Path = Folder(volume),
            Lmdb = new() { MapSizeGiB = 1 },
            MinFreeDiskMiB = 0,
            Sync = sync,
            SyncIntervalMilliseconds = 1,
        };
        await using var relay = await StartAsync(volume, options);
        await using var client = await relay.ConnectAsync();
        await using var reader = await relay.ConnectAsync();
        await client.PublishAllAsync(_author.Note("before"));
        volume.Fill(left: 0);

        var accepted = new HashSet<string>();
        var refused = 0;
        for (var i = 0; i < 500 && refused < 20; i++)
        {
            var note = _author.Note($"{i}{new string('x', 20_000)}");
            var ok = await client.PublishAsync(note);
            if (ok.Accepted && refused > 0)
                accepted.Add(note.Id.ToString());
            if (ok.Accepted)
                continue;
            Assert.Equal("error: the relay's disk is full", ok.Message);
            refused++;
        }
        Assert.Equal(20, refused);
        await Health.UntilAsync(relay.HttpAddress, """{"status":"degraded","reason":"the disk is full"}""");
        var stored = (await reader.QueryAsync("{}")).Ids.Select(static id => id.ToString()).ToHashSet();
        Assert.NotEmpty(stored);
        Assert.True(accepted.IsSubsetOf(stored), "an event that was answered OK while the disk was full is not there");

        volume.Empty();
        var after = _author.Note($"after{new string('x', 20_000)}");
        Assert.True((await client.PublishAsync(after)).Accepted);
        Assert.Single((await reader.QueryAsync($$"""{"ids":["{{after.Id}}"]}""")).Events);
        await Health.UntilAsync(relay.HttpAddress, Ok);
        // One line for the failure, and another for lost events if some were answered before their commit.
        Assert.InRange(relay.Log.Records.Count, 1, sync == LmdbSync.Interval ? 2 : 1);
    }

    static string Folder(SmallVolume volume) => Path.Combine(volume.Path, "store");

    static Task<TestRelay> StartAsync(SmallVolume volume, LmdbStoreOptions options)
    {
        Assert.StartsWith(volume.Path, options.Path, StringComparison.Ordinal);
        return TestRelay.StartAsync(new()
        {
            AllowsErrors = true,
            Store = relay =>
            {
                relay.UseLmdb(options);
                return null;
            },
        });
    }
}
