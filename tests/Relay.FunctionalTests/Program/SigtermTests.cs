using System.Diagnostics;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>At SIGTERM the program ends within its time whatever its plugin does, and its store is sound.</summary>
public sealed class SigtermTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_program_ends_in_time_while_its_plugin_ignores_every_signal_and_answers_nothing()
    {
        var plugin = _folder.Write(
            "plugin.sh",
            "#!/bin/sh\ntrap '' TERM INT\nwhile read -r line; do case $line in *hang*) while :; do sleep 1; done ;; "
            + "*) id=${line#*'\"id\":\"'}; printf '{\"id\":\"%s\",\"action\":\"accept\",\"msg\":\"\"}\\n' "
            + "\"${id%%'\"'*}\" ;; esac; done\n");
        await using var relay = RelayProcess.Start(
            _folder.Path, ["--urls", "http://127.0.0.1:0"],
            ("Relay__Policies__Plugin__Command", "/bin/sh"), ("Relay__Policies__Plugin__Arguments__0", plugin),
            ("Relay__Limits__HookTimeoutSeconds", "3600"), ("Relay__Policies__Plugin__TimeoutMilliseconds", "600000"),
            ("Relay__Network__ShutdownSeconds", "5"));
        var author = new Author();
        await using var client = await RelayClient.ConnectAsync(new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri);
        await client.PublishAllAsync(author.Note("kept"));
        await client.SendEventAsync(author.Note("hang"));

        var watch = Stopwatch.StartNew();
        await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var info = await RelayProcess.RunAsync(_folder.Path, "export");
        Assert.Contains("kept", info.Output, StringComparison.Ordinal);
    }
}
