using System.Text.RegularExpressions;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The program on a disk that fails at the one write after which LMDB answers no more calls.</summary>
public sealed class BrokenStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Theory]
    [InlineData("EveryCommit")]
    [InlineData("Interval")]
    public async Task The_program_says_so_once_ends_by_itself_with_74_and_starts_again(string sync)
    {
        var failing = await FailingMetaPage.MakeAsync(_folder);
        var before = _author.Note("before");
        await using (var relay = Start([.. failing.Environment, ("Relay__Store__Sync", sync)]))
        {
            await using var client = await RelayClient.ConnectAsync(Address(await relay.ListeningAsync()));
            await client.PublishAllAsync(before);
            Assert.Single((await client.QueryAsync("{}")).Events);
            failing.Begin();
            for (var i = 0; i < 200; i++)
                await client.SendEventAsync(_author.Note($"later {i}"));

            var end = await relay.EndAsync();
            Assert.Equal(74, end.ExitCode);
            Assert.Single(Regex.Matches(end.Output, "The store is broken: the disk failed at a commit"));
            Assert.InRange(end.Output.Split('\n').Length, 1, 60);
        }

        failing.End();
        await using (var relay = Start([]))
        {
            await using var client = await RelayClient.ConnectAsync(Address(await relay.ListeningAsync()));
            Assert.Contains(before.Id, (await client.QueryAsync("{}")).Ids);
            Assert.True((await client.PublishAsync(_author.Note("after"))).Accepted);
            var info = await RelayProcess.RunAsync(_folder.Path, "info --check");
            Assert.Equal(0, info.ExitCode);
            Assert.Matches("health +healthy", info.Output);
        }
    }

    public void Dispose() => _folder.Dispose();

    RelayProcess Start((string, string)[] environment) => RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"], environment);

    static Uri Address(Uri http) => new UriBuilder(http) { Scheme = "ws" }.Uri;
}
