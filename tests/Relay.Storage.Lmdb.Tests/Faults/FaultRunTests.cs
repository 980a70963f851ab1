using System.Globalization;
using Relay.Core;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Random faults under load. FAULTS_ROUNDS=n makes the test longer; FAULTS_SEED=n begins with a run that has failed.</summary>
public sealed class FaultRunTests(ITestOutputHelper output)
{
    // After this many rounds a new store begins, with the next seed. So any failure can be repeated within this many rounds.
    const int RoundsOfRun = 5;

    [Theory]
    [InlineData(LmdbSync.EveryCommit)]
    [InlineData(LmdbSync.Interval)]
    public async Task Whatever_fails_the_store_holds_what_was_answered(LmdbSync sync)
    {
        var seed = Setting("FAULTS_SEED") ?? Random.Shared.Next();
        for (var rounds = Setting("FAULTS_ROUNDS") ?? RoundsOfRun; rounds > 0; rounds -= RoundsOfRun)
            await RunAsync(seed++, sync, Math.Min(rounds, RoundsOfRun));
    }

    async Task RunAsync(int seed, LmdbSync sync, int rounds)
    {
        using var run = new FaultRun(seed, sync);
        output.WriteLine($"FAULTS_SEED={seed}{(run.HasDisk ? "" : ", and no disk fills up, which takes root on Linux")}");
        try
        {
            await run.RunAsync(rounds);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"failed with FAULTS_SEED={seed}, {sync}, in the round of {run.Done}: {exception.Message}\n"
                + string.Join('\n', run.Ledger.Log),
                exception);
        }
        var answers = run.Ledger.Answers;
        output.WriteLine($"{string.Join(", ", answers.Select(static pair => $"{pair.Value} {pair.Key}"))}, {run.Ledger.Lost} lost");
        if (rounds < RoundsOfRun)
            return;
        // Agreement without refusals would prove nothing. Few events are refused if only commits fail and not the disk.
        var least = run.HasDisk ? 10 : 1;
        foreach (var status in Enum.GetValues<StoreStatus>())
        {
            var count = answers.GetValueOrDefault(status);
            Assert.True(count >= least, $"FAULTS_SEED={seed}: only {count} were {status}");
        }
    }

    static int? Setting(string name) => int.TryParse(
        Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
