using System.Net;
using System.Net.Sockets;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Bench.Tests;

/// <summary>Rows that run command lines, with commands of the shell in place of a relay's, and with this relay's.</summary>
public sealed class CommandRowTests
{
    const string Import = "cat > $BENCH_FOLDER/copy";

    static readonly BenchOptions Options = new() { Runs = 1 };

    [Fact]
    public void An_import_is_timed_and_its_store_weighed()
    {
        var row = Assert.Single(Run(["import"], new TargetCommands { Import = Import }));
        Assert.Equal("import", row.Name);
        Assert.Empty(row.Cells[0].Problems);
        var run = Assert.Single(row.Cells[0].Runs);
        Assert.True(run.Value > 0);
        Assert.True(run.CpuPerOperation > 0);
        Assert.Equal(SampleCorpus.Events.Count, run.Operations);
        Assert.True(run.DiskAfter >= 0);
    }

    [Fact]
    public void An_import_that_fails_is_no_measure()
    {
        var row = Assert.Single(Run(["import.trusted"], new TargetCommands { ImportTrusted = "echo full >&2; false" }));
        Assert.Contains("full", Assert.Single(row.Cells[0].Problems).Example, StringComparison.Ordinal);
        Assert.Null(row.Cells[0].Value);
    }

    [Fact]
    public void An_export_is_counted()
    {
        var row = Assert.Single(Run(["export"], new TargetCommands { Import = Import, Export = "cat $BENCH_FOLDER/copy" }));
        Assert.Empty(row.Cells[0].Problems);
        Assert.Equal(SampleCorpus.Events.Count, row.Cells[0].Runs[0].Operations);
        Assert.Equal(SampleCorpus.AverageSize(SampleCorpus.All) + 1, row.Cells[0].BytesPerEvent!.Value, tolerance: 0.01);
    }

    [Theory]
    [InlineData("head -n 10 $BENCH_FOLDER/copy")]
    [InlineData("cat $BENCH_FOLDER/copy $BENCH_FOLDER/copy")]
    [InlineData("true")]
    public void An_export_of_the_wrong_number_of_events_is_noticed(string export)
    {
        var row = Assert.Single(Run(["export"], new TargetCommands { Import = Import, Export = export }));
        Assert.Contains(row.Cells[0].Problems, static problem => problem.Sort == "an export of the wrong number of events");
    }

    [Fact]
    public void A_relay_that_ends_instead_of_starting_is_noticed()
    {
        var row = Assert.Single(Run(["start"], new TargetCommands { Start = "echo in use; exit 1" }));
        Assert.Contains("in use", Assert.Single(row.Cells[0].Problems).Example, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_runs_already_is_not_taken_for_the_one_that_starts()
    {
        await using var relay = await TestRelay.StartAsync();
        var row = Assert.Single(Run(["start"], new TargetCommands { Start = "sleep 1000" }, relay.Address));
        Assert.Contains("already", Assert.Single(row.Cells[0].Problems).Example, StringComparison.Ordinal);
    }

    [Fact]
    public void This_relay_is_filled_emptied_and_started()
    {
        var relay = $"'{Repository.Program}'";
        var address = FreeAddress();
        var rows = Run(["import", "export", "start"], new TargetCommands
        {
            Import = relay + " import - --Relay:Store:Path=$BENCH_FOLDER",
            ImportTrusted = relay + " import - --trusted --Relay:Store:Path=$BENCH_FOLDER",
            Export = relay + " export - --Relay:Store:Path=$BENCH_FOLDER",
            Start = relay + $" run --Relay:Store:Path=$BENCH_FOLDER --urls http://{address.Authority}",
        }, address);
        Assert.Equal(["import", "import.trusted", "export", "start"], rows.Select(static row => row.Name));
        Assert.Equal([], rows.SelectMany(static row => row.Cells[0].Problems));
        Assert.Equal(SampleCorpus.Events.KeptCount, rows[2].Cells[0].Runs[0].Operations);
        Assert.All(rows, static row => Assert.True(row.Cells[0].PeakResident > 1 << 20));
    }

    [Fact]
    public async Task The_disk_of_a_folder_is_told_for_each_event_that_is_kept()
    {
        await using var relay = await TestRelay.StartAsync();
        using var folder = new BenchFolder();
        File.WriteAllBytes(Path.Combine(folder.Store, "data"), new byte[1 << 20]);
        var target = new BenchTarget(relay.Address, null) { Folder = folder.Store };
        var row = Assert.Single(Run(["disk"], target));
        var run = Assert.Single(row.Cells[0].Runs);
        Assert.Equal((double)run.DiskAfter!.Value / SampleCorpus.Events.KeptCount, run.Value);
        Assert.Equal(run.DiskBefore, run.DiskAfter);
        Assert.Empty(row.Cells[0].Problems);
    }

    static IReadOnlyList<BenchRow> Run(string[] only, TargetCommands commands, Uri? address = null) =>
        Run(only, new BenchTarget(address ?? FreeAddress(), null) { Commands = commands });

    static IReadOnlyList<BenchRow> Run(string[] only, BenchTarget target)
    {
        using var lines = new CorpusLines(SampleCorpus.Events, file: null);
        var workloads = WorkloadTable.Create(new BenchContext
        {
            Corpus = SampleCorpus.Events,
            Authors = SampleCorpus.Authors,
            Seed = SampleCorpus.Options.Seed,
            Lines = lines,
            Targets = [target],
            Options = Options,
            Only = only,
        });
        return new BenchRunner(SampleCorpus.Events, [target], Options, static _ => { }).Run(workloads, CancellationToken.None);
    }

    static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"ws://{listener.LocalEndpoint}/");
    }
}
