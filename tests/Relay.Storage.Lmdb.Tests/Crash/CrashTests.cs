using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public sealed class CrashTests
{
    const int Rounds = 5;

    [Fact]
    public async Task Whatever_was_answered_survives_a_kill_at_any_moment()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var test = TemporaryStore.Open();
        await test.CloseAsync();
        var said = new Reports();
        for (var round = 0; round < Rounds; round++)
        {
            using (var owner = await OwnerProcess.StartAsync("write", test.Path, $"{random.Next()}"))
            {
                for (var lines = random.Next(20, 3000); lines > 0; lines--)
                    said.Note(await owner.Output.ReadLineAsync().Within("a report"));
                await owner.KillAsync();
                while (await owner.Output.ReadLineAsync().Within("the last reports") is { } line)
                    said.Note(line);
            }
            await AssertWholeAsync(test, said, $"seed {seed}, round {round}");
        }
        Assert.True(said.Stored.Count > 100, $"seed {seed}: only {said.Stored.Count} stored");
        Assert.True(said.MayBeGone.Count > 20, $"seed {seed}: only {said.MayBeGone.Count} in danger");
        Assert.True(said.Removed.Count > 5, $"seed {seed}: only {said.Removed.Count} removed");
    }

    static async Task AssertWholeAsync(TemporaryStore test, Reports said, string where)
    {
        test.Open();
        var found = await test.QueryAsync(new Filter());
        var ids = found.Select(e => e.Id).ToHashSet();
        Assert.True(ids.Count == found.Count, $"{where}: events are found twice");
        Assert.True(ids.SetEquals(test.Store.ReadSequence(0, long.MaxValue).Select(e => e.Id)), $"{where}: index and log disagree");
        var lost = said.Stored.Where(id => !ids.Contains(id) && !said.MayBeGone.Contains(id)).ToList();
        Assert.True(lost.Count == 0, $"{where}: {lost.Count} of {said.Stored.Count} answered events are lost");
        Assert.True(!found.Any(e => e.Kind != Kind.Vanish && said.Vanished.Contains(e.PublicKey)), $"{where}: vanished events are back");
        Assert.True(!ids.Overlaps(said.Removed), $"{where}: removed events are back");
        var versions = found.Where(e => Kind.IsReplaced(e.Kind)).Select(e => EventAddress.Of(e.View)).ToList();
        Assert.True(versions.Count == versions.Distinct().Count(), $"{where}: two versions");
        foreach (var e in found)
            Assert.True(NostrEvent.TryParse(e.ToJson(), out var problem) is not null, $"{where}: {problem}");
        Assert.Equal(found.Count(e => e.Kind == Kind.TextNote), await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        await test.Store.IndexAsync();
        Assert.Equal(found.Count(e => e.Kind == Kind.TextNote), await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        await test.CloseAsync();
        TemporaryStore.AssertConsistent(test.Path);
    }

    /// <summary>The lines that the writers have written.</summary>
    sealed class Reports
    {
        public HashSet<Bytes32> Stored { get; } = [];

        public HashSet<Bytes32> MayBeGone { get; } = [];

        public HashSet<Bytes32> Vanished { get; } = [];

        public HashSet<Bytes32> Removed { get; } = [];

        public void Note(string? line)
        {
            // The kill may cut the last line.
            if (line?.Split(' ') is not [var what, var which] || !Bytes32.TryParse(which, out var value))
                return;
            (what switch { "ok" => Stored, "may" => MayBeGone, "out" => Removed, _ => Vanished }).Add(value);
        }
    }
}
