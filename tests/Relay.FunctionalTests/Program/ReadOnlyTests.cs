using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program as <c>docker/compose.yaml</c> runs it: it can write only into its store, and has no right of root.</summary>
public sealed class ReadOnlyTests : IDisposable
{
    /// <summary>
    /// Makes all of the root file system read-only except the folder of its first argument, for this process alone, and becomes the rest.
    /// </summary>
    const string Jail = """
        set -e
        mount --make-rprivate /
        mount --bind "$0" "$0"
        mount -o remount,bind,ro /
        cd "$0"
        if touch /relay-test 2>/dev/null; then rm /relay-test; echo "the root file system can be written" >&2; exit 1; fi
        exec setpriv --inh-caps=-all --bounding-set=-all --no-new-privs "$@"
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_needs_to_write_only_into_its_store()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root on Linux may mount file systems");
        var author = new Author();
        for (var run = 0; run < 2; run++)
        {
            await using var relay = RelayProcess.Start(
                "unshare", _folder.Path,
                ["--mount", "sh", "-c", Jail, _folder.Path, Repository.Program, "--urls", "http://127.0.0.1:0"],
                ("DOTNET_EnableDiagnostics", "0"));
            var address = await relay.ListeningAsync();
            await using (var client = await RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri))
            {
                Assert.Equal(run, (await client.QueryAsync("{}")).Events.Count);
                await client.PublishAllAsync(author.Note($"run {run}"));
            }

            await relay.SignalAsync("TERM");
            var end = await relay.EndAsync();
            Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        }
    }
}
