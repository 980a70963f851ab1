using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Mirrors of two types of store, through kills of the relay and of the server of one of them, compared event by event.</summary>
public sealed class MirrorKillTests : IDisposable
{
    const int Rounds = 4;

    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("Lmdb", "Sqlite")]
    [InlineData("RocksDb", "Lmdb")]
    public async Task Whatever_was_answered_is_in_both_stores_after_kills_of_the_relay(string first, string second)
    {
        Configure(new { Type = first, Path = "data" }, new { Name = "other", Role = "Mirror", Type = second, Path = "other" });
        await RunRoundsAsync($"{first} and {second}", static (relay, _) => relay.SignalAsync("KILL"));
    }

    [Fact]
    public async Task Whatever_was_answered_is_in_both_stores_after_kills_of_the_relay_and_of_a_database_server()
    {
        await using var server = await PostgresServer.StartAsync(isDurable: true);
        Configure(
            new { Type = "Lmdb", Path = "data" },
            new { Name = "other", Role = "Mirror", Type = "Postgres", Path = "other", server.ConnectionString });
        await RunRoundsAsync("Lmdb and Postgres", async (relay, round) =>
        {
            if (round % 2 == 0)
            {
                // After a kill of the relay it is behind at first.
                if (round > 0)
                    await LineAsync(relay, "The mirror other is in step");
                await server.KillAsync();
                await LineAsync(relay, "The mirror other is behind");
                await server.StartAgainAsync();
                if (round % 4 == 0)
                    await LineAsync(relay, "The mirror other is in step");
            }
            await relay.SignalAsync("KILL");
        });
    }

    public void Dispose() => _folder.Dispose();

    async Task RunRoundsAsync(string name, Func<RelayProcess, int, Task> kill)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        LedgerWriter[] writers = [new(random.Next()), new(random.Next()), new(random.Next())];
        for (var round = 0; round < Rounds; round++)
        {
            await using var relay = RelayProcess.Start(_folder.Path, ["run", "--urls", "http://127.0.0.1:0"]);
            var address = await relay.ListeningAsync();
            using var stop = new CancellationTokenSource();
            var enough = Task.WhenAll(writers.Select(writer => writer.MoreAsync(random.Next(20, 500))).ToArray());
            var writing = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(address, stop.Token))));
            await enough;
            await kill(relay, round);
            await writing.Within("the writers");
        }

        var where = $"{name}, seed {seed}";
        var move = await RunAsync("stores move");
        Assert.True(move.ExitCode == 0, $"{where}: {move.Output}{move.Errors}");
        var check = await RunAsync("stores check");
        Assert.Contains("the mirror other is in step: it lacks 0 events and has 0 too many", check.Output, StringComparison.Ordinal);
        Assert.Equal(0, check.ExitCode);
        var found = (await RunAsync("export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => NostrEvent.TryParse(Encoding.UTF8.GetBytes(line), out _)!.Id).ToList();
        foreach (var writer in writers)
            writer.AssertFound(found, where);
        Assert.True(writers.Sum(static writer => writer.Acknowledged) > 200, $"{where}: too few events");
        Assert.True(writers.Sum(static writer => writer.Deleted) > 5, $"{where}: too few deletions");
    }

    /// <summary>Waits for a line, and shows the others.</summary>
    static async Task LineAsync(RelayProcess relay, string words)
    {
        while (await relay.Output.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
            if (line.Contains(words, StringComparison.Ordinal))
                return;
        }
        throw new InvalidOperationException($"the relay has ended before it said: {words}");
    }

    void Configure(object store, object mirror) => File.WriteAllText(
        _folder.File("appsettings.json"),
        JsonSerializer.Serialize(new { Relay = new { Store = store, Stores = new[] { mirror } } }));

    Task<ProcessResult> RunAsync(string arguments) => RelayProcess.RunAsync(_folder.Path, arguments);
}
