using Relay.Core;
using Relay.Testing;

namespace Relay.Bench.Tests;

public sealed class BenchRunTests
{
    static readonly BenchOptions Options = new()
    {
        Runs = 1,
        Duration = TimeSpan.FromMilliseconds(100),
        RoundTrips = 10,
        Subscribers = 5,
        AuthorSubscriptions = 50,
        LiveEvents = 50,
        Fanout = [20, 100],
        Growth = [1, 12],
        GrowthEvents = 100,
        Idle = 10,
    };

    static readonly CorpusOptions CorpusOptions = new() { Events = 1_000, Authors = 100 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_rows_are_measured_and_all_answers_are_right(bool offersDeflate)
    {
        await using var first = await TestRelay.StartAsync();
        await using var second = await TestRelay.StartAsync();
        var targets = new[] { first, second }.Select(static relay => new BenchTarget(relay.Address, Environment.ProcessId)).ToList();
        var rows = Run(targets, [], Options with { Connection = Options.Connection with { OfferDeflate = offersDeflate } });
        Assert.Equal(34, rows.Count);
        Assert.Equal(rows.Count, rows.Select(static row => row.Name).Distinct().Count());
        foreach (var row in rows)
        {
            Assert.Equal([], row.Cells.SelectMany(static cell => cell.Problems));
            Assert.All(row.Cells, cell => Assert.True(cell.Value > 0 || row.Name.StartsWith("idle", StringComparison.Ordinal), row.Name));
        }
    }

    [Fact]
    public async Task A_relay_without_the_corpus_is_given_it_before_it_is_asked()
    {
        await using var relay = await TestRelay.StartAsync();
        var row = Assert.Single(Run([new BenchTarget(relay.Address, null)], ["req.ids-20"], Options));
        Assert.Empty(row.Cells[0].Problems);
        Assert.Equal(20, row.Cells[0].EventsPerAnswer!.Value, tolerance: 1);
    }

    [Fact]
    public async Task Events_that_are_stored_already_are_no_measure_of_publishing()
    {
        await using var relay = await TestRelay.StartAsync();
        var target = new BenchTarget(relay.Address, null);
        Assert.False(Assert.Single(Run([target], ["publish"], Options)).HasProblems);
        Assert.True(Assert.Single(Run([target], ["publish"], Options)).HasProblems);
    }

    [Fact]
    public async Task A_relay_that_refuses_is_noticed()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = static builder => builder.RejectEvent(static (_, _) => Verdict.Blocked("closed today")),
        });
        var row = Assert.Single(Run([new BenchTarget(relay.Address, null)], ["publish"], Options));
        var problem = Assert.Single(row.Cells[0].Problems);
        Assert.Contains("closed today", problem.Example, StringComparison.Ordinal);
        Assert.InRange(problem.Times, CorpusOptions.Events * 9 / 10, CorpusOptions.Events);
    }

    [Fact]
    public async Task A_relay_that_delivers_nothing_is_noticed()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = static builder => builder.PreventBroadcast(static (_, _) => true),
        });
        var options = Options with { Silence = TimeSpan.FromMilliseconds(100) };
        var row = Assert.Single(Run([new BenchTarget(relay.Address, null)], ["live.throughput"], options));
        Assert.Contains(row.Cells[0].Problems, static problem => problem.Sort == "deliveries missing");
    }

    [Fact]
    public async Task A_row_that_fails_does_not_end_the_others()
    {
        const int nobody = int.MaxValue;
        await using var relay = await TestRelay.StartAsync();
        var rows = Run([new BenchTarget(relay.Address, nobody)], ["memory", "publish"], Options);
        Assert.Equal(["memory.resident", "memory.anonymous", "publish"], rows.Select(static row => row.Name));
        Assert.Equal([null, null], rows.Take(2).Select(static row => row.Cells[0].Value));
        Assert.Equal([true, true, false], rows.Select(static row => row.HasProblems));
    }

    static IReadOnlyList<BenchRow> Run(IReadOnlyList<BenchTarget> targets, IReadOnlyCollection<string> only, BenchOptions options)
    {
        using var authors = new CorpusAuthors(CorpusOptions.Authors, CorpusOptions.Seed);
        using var builder = new CorpusBuilder(CorpusOptions, authors, static _ => { });
        using var corpus = builder.Create();
        using var lines = new CorpusLines(corpus, file: null);
        var workloads = WorkloadTable.Create(new BenchContext
        {
            Corpus = corpus,
            Authors = authors,
            Seed = CorpusOptions.Seed,
            Lines = lines,
            Targets = targets,
            Options = options,
            Only = only,
        });
        return new BenchRunner(corpus, targets, options, static _ => { }).Run(workloads, CancellationToken.None);
    }
}
