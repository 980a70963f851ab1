using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>Planner, merge and decider on an engine that is no LMDB answer as the plain store does.</summary>
public sealed class OrderedStoreTests
{
    const int Steps = 150, Usual = 16_384;

    public static TheoryData<string> WrongOracles => WrongOracle.Names;

    [Theory]
    [InlineData(Usual)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_random_history_reads_as_in_the_plain_store(int lists)
    {
        // Another one every time; a failure names it.
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await new OrderedRun(seed, lists, new QueryOracle()).RunAsync(Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_known_history_reads_as_in_the_plain_store_and_has_everything_in_it(int seed)
    {
        var coverage = await new OrderedRun(seed, Usual, new QueryOracle()).RunAsync(Steps);

        foreach (var status in Enum.GetValues<StoreStatus>().Except([StoreStatus.Failed]))
            Assert.True(coverage.Of(status) >= 5, $"seed {seed}: only {coverage.Of(status)} events were {status}");
        Assert.InRange(coverage.Results, 200, int.MaxValue);
        Assert.InRange(coverage.EmptyResults, 20, int.MaxValue);
        Assert.InRange(coverage.Counted, 200, int.MaxValue);
        Assert.InRange(coverage.MinedTies, 100, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(WrongOracles))]
    public async Task A_wrong_oracle_is_noticed(string wrong)
    {
        var run = new OrderedRun(seed: 1, Usual, WrongOracle.Named(wrong));
        await Assert.ThrowsAsync<DifferenceException>(() => run.RunAsync(Steps));
    }
}
