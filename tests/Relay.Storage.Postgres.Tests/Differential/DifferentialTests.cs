using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

public sealed class DifferentialTests
{
    const int Steps = 100;

    public static TheoryData<string, int> Runs
    {
        get
        {
            var runs = new TheoryData<string, int>();
            foreach (var name in StoreVariant.Names)
            {
                for (var seed = 1; seed <= 2; seed++)
                    runs.Add(name, seed);
            }
            return runs;
        }
    }

    public static TheoryData<string> WrongOracles => WrongOracle.Names;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_random_history_reads_as_in_the_plain_store(string variant, int seed) =>
        (await Run(variant, seed, new QueryOracle()).RunAsync(Steps)).AssertIsWide(seed);

    [Theory]
    [MemberData(nameof(WrongOracles))]
    public async Task A_wrong_oracle_is_noticed(string wrong)
    {
        var run = Run("mixed", seed: 1, WrongOracle.Named(wrong));
        await Assert.ThrowsAsync<DifferenceException>(() => run.RunAsync(Steps));
    }

    static DifferentialRun Run(string variant, int seed, QueryOracle oracle) =>
        new(seed, variant, time => new PostgresDifferentialStore(StoreVariant.Named(variant), time, new LogLines()), oracle);
}
