using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public sealed class DifferentialTests
{
    const int Steps = 150;

    public static TheoryData<string, int> Runs
    {
        get
        {
            var runs = new TheoryData<string, int>();
            foreach (var name in StoreVariant.Names)
            {
                for (var seed = 1; seed <= 3; seed++)
                    runs.Add(name, seed);
            }
            return runs;
        }
    }

    public static TheoryData<string> WrongOracles => WrongOracle.Names;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_random_history_reads_as_in_the_plain_store(string variant, int seed)
    {
        var coverage = await new DifferentialRun(seed, StoreVariant.Named(variant), new QueryOracle()).RunAsync(Steps);

        foreach (var status in Enum.GetValues<StoreStatus>().Except([StoreStatus.Failed]))
            Assert.True(coverage.Of(status) >= 5, $"seed {seed}: only {coverage.Of(status)} events were {status}");
        Assert.InRange(coverage.Results, 200, int.MaxValue);
        Assert.InRange(coverage.EmptyResults, 20, int.MaxValue);
        Assert.InRange(coverage.Counted, 200, int.MaxValue);
        Assert.InRange(coverage.Ties, 500, int.MaxValue);
        Assert.InRange(coverage.MinedTies, 100, int.MaxValue);
        Assert.InRange(coverage.LongMinedTies, 10, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(WrongOracles))]
    public async Task A_wrong_oracle_is_noticed(string wrong)
    {
        var run = new DifferentialRun(seed: 1, StoreVariant.Named("mixed"), WrongOracle.Named(wrong));
        await Assert.ThrowsAsync<DifferenceException>(() => run.RunAsync(Steps));
    }
}
