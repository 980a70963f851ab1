namespace Relay.Bench.Tests;

public sealed class WorkloadTableTests
{
    [Fact]
    public void Names_groups_and_beginnings_select()
    {
        Assert.Equal(["publish"], Names("publish"));
        Assert.Equal(["round-trip", "req.newest-500", "live.authors"], Names("live.authors", "req.newest-500", "round-trip"), Comparer);
        Assert.Equal(["req.newest-500", "req.newest-500-deflate"], Names("req.newest-500*"));
        Assert.Equal(["all", "author", "tag", "kind"], Names("live.fanout-100-*").Select(static name => name.Split('-')[^1]));
        Assert.Equal(["connections.publish-1", "connections.publish-10"], Names("connections.publish*"));
        Assert.Empty(Names("import"));
    }

    [Fact]
    public void Rows_that_need_a_process_a_folder_or_a_command_are_left_out_without()
    {
        var names = Names();
        Assert.DoesNotContain(names, static name => name.Split('.')[0] is "memory" or "idle" or "disk" or "import" or "export" or "start");
        Assert.Equal(names, Names("all"));
        var all = Names([], new BenchTarget(new Uri("ws://a"), 1)
        {
            Folder = AppContext.BaseDirectory,
            Commands = new TargetCommands { Import = "i", ImportTrusted = "t", Export = "e", Start = "s" },
        });
        Assert.Equal(
            ["import", "import.trusted", "export", "start", "memory.resident", "memory.anonymous", "idle.plain", "idle.deflate", "disk"],
            all.Except(names));
    }

    static readonly IEqualityComparer<IEnumerable<string>> Comparer = EqualityComparer<IEnumerable<string>>.Create(
        static (left, right) => left!.Order().SequenceEqual(right!.Order()), static _ => 0);

    static IReadOnlyList<string> Names(params string[] only) => Names(only, new BenchTarget(new Uri("ws://a"), null));

    static IReadOnlyList<string> Names(string[] only, BenchTarget target)
    {
        using var lines = new CorpusLines(SampleCorpus.Events, file: null);
        return [.. WorkloadTable.Create(new BenchContext
        {
            Corpus = SampleCorpus.Events,
            Authors = SampleCorpus.Authors,
            Seed = SampleCorpus.Options.Seed,
            Lines = lines,
            Targets = [target],
            Options = new BenchOptions { Fanout = [100], Growth = [1, 10] },
            Only = only,
        }).Select(static workload => workload.Name)];
    }
}
