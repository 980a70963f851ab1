using System.Diagnostics;
using System.Globalization;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What the program tells systemd, and when.</summary>
public sealed class SystemdTests : IDisposable
{
    const string Ready = "READY=1", Alive = "WATCHDOG=1", Stopping = "STOPPING=1";

    readonly TemporaryFolder _folder = new();

    public SystemdTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd runs on Linux only");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Systemd_hears_when_the_relay_opens_its_store_is_ready_and_ends(bool isAbstract)
    {
        using var systemd = new NotifySocket(isAbstract ? $"@relay-test-{Guid.NewGuid():N}" : _folder.File("notify"));
        await using var relay = Start(systemd, "--Relay:Network:ShutdownSeconds=100");

        Assert.Equal([$"STATUS=Opening the store in {_folder.File("data")}"], await systemd.NextAsync());
        var ready = await systemd.NextAsync();
        var address = await relay.ListeningAsync();
        Assert.Equal([Ready, $"STATUS=Listening on http://127.0.0.1:{address.Port}; 0 connections; store healthy"], ready);
        await using (await RelayClient.ConnectAsync(WebSocket(address)))
            await relay.SignalAsync("TERM");

        // The relay's own limit and five seconds.
        Assert.Equal([Stopping, "EXTEND_TIMEOUT_USEC=105000000", "STATUS=Stopping because of SIGTERM"], await systemd.NextAsync());
        Assert.Equal(0, (await relay.EndAsync()).ExitCode);
        Assert.False(systemd.HasNotice);
    }

    [Fact]
    public async Task A_reload_begins_with_a_notice_that_has_the_systems_clock_and_ends_with_another()
    {
        using var systemd = new NotifySocket(_folder.File("notify"));
        await using var relay = Start(systemd);
        var ready = await systemd.UntilAsync(Ready);
        var before = Clock();

        await relay.SignalAsync("HUP");

        var reloading = await systemd.NextAsync();
        Assert.Equal(("RELOADING=1", "STATUS=Reads its files again"), (reloading[0], reloading[2]));
        const string clock = "MONOTONIC_USEC=";
        Assert.StartsWith(clock, reloading[1], StringComparison.Ordinal);
        var at = TimeSpan.FromMicroseconds(long.Parse(reloading[1][clock.Length..], CultureInfo.InvariantCulture));
        Assert.InRange(at, before, Clock());
        Assert.Equal(ready, await systemd.NextAsync());
    }

    [Fact]
    public async Task Signs_of_life_come_at_half_of_the_timeout_and_show_the_connections()
    {
        using var systemd = new NotifySocket(_folder.File("notify"));
        await using var relay = Start(systemd, ("WATCHDOG_USEC", "500000"));
        await systemd.UntilAsync(Ready);
        var start = Stopwatch.GetTimestamp();

        for (var i = 0; i < 4; i++)
            Assert.Equal(Alive, (await systemd.NextAsync())[0]);

        // Four halves. The first timer began a moment before the test's clock.
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(0.7));
        await using var client = await RelayClient.ConnectAsync(WebSocket(await relay.ListeningAsync()));
        string[] notice;
        do
            notice = await systemd.NextAsync();
        while (!notice[1].EndsWith("1 connections; store healthy", StringComparison.Ordinal));
        Assert.Equal(Alive, notice[0]);
    }

    [Theory]
    [InlineData("WATCHDOG_USEC", "0")]
    [InlineData("WATCHDOG_USEC", "soon")]
    [InlineData("WATCHDOG_PID", "1")]
    public async Task Without_a_timeout_for_this_process_no_signs_of_life_come(string name, string value)
    {
        using var systemd = new NotifySocket(_folder.File("notify"));
        // The variable that comes last counts.
        await using var relay = Start(systemd, ("WATCHDOG_USEC", "4000"), (name, value));
        await systemd.UntilAsync(Ready);
        await using var client = await RelayClient.ConnectAsync(WebSocket(await relay.ListeningAsync()));
        await client.PublishAllAsync(new Author().Note("takes longer than many timeouts"));
        await relay.SignalAsync("TERM");

        Assert.Equal(Stopping, (await systemd.NextAsync())[0]);
    }

    [Fact]
    public async Task A_full_disk_does_not_end_the_signs_of_life_and_is_shown()
    {
        await using var volume = await SmallVolume.MountAsync(100);
        using var systemd = new NotifySocket(_folder.File("notify"));
        await using var relay = Start(
            systemd, [$"--Relay:Store:Path={volume.Path}/store", "--Relay:Store:Lmdb:MapSizeGiB=1"], ("WATCHDOG_USEC", "200000"));
        await systemd.UntilAsync(Ready);

        volume.Fill(left: 4 << 20);

        string[] notice;
        do
            notice = await systemd.UntilAsync(Alive);
        while (!notice[1].EndsWith("store degraded: less than 5 MiB of disk are free", StringComparison.Ordinal));
        for (var i = 0; i < 3; i++)
            await systemd.UntilAsync(Alive);
    }

    [Fact]
    public async Task A_broken_store_ends_the_signs_of_life()
    {
        var failing = await FailingMetaPage.MakeAsync(_folder);
        using var systemd = new NotifySocket(_folder.File("notify"));
        await using var relay = Start(systemd, [.. failing.Environment, ("WATCHDOG_USEC", "4000")]);
        await systemd.UntilAsync(Alive);
        await using var client = await RelayClient.ConnectAsync(WebSocket(await relay.ListeningAsync()));

        failing.Begin();
        await client.SendEventAsync(new Author().Note("breaks it"));

        Assert.Contains("STATUS=Stopping because of a broken store", await systemd.UntilAsync(Stopping));
        // A sign that was on its way when the store broke may follow.
        if (systemd.HasNotice)
            Assert.Equal([Alive], await systemd.NextAsync());
        Assert.Equal(74, (await relay.EndAsync()).ExitCode);
        Assert.False(systemd.HasNotice);
    }

    [Fact]
    public async Task The_programs_plugin_does_not_inherit_the_socket()
    {
        var seen = _folder.File("seen");
        var plugin = _folder.Write("plugin.sh", $"#!/bin/sh\nenv > {seen}.new; mv {seen}.new {seen}\nwhile read -r line; do :; done\n");
        using var systemd = new NotifySocket(_folder.File("notify"));
        await using var relay = Start(
            systemd, ["--Relay:Policies:Plugin:Command=/bin/sh", $"--Relay:Policies:Plugin:Arguments:0={plugin}"],
            ("WATCHDOG_USEC", "4000000000"));
        await systemd.UntilAsync(Ready);
        await using var client = await RelayClient.ConnectAsync(WebSocket(await relay.ListeningAsync()));
        await client.SendEventAsync(new Author().Note("starts the plugin"));

        await TestSupport.Eventually.HoldsAsync(() => File.Exists(seen), "the plugin's environment");
        var environment = await File.ReadAllTextAsync(seen);
        Assert.Contains("PATH=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("NOTIFY_SOCKET", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("WATCHDOG", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_nobody_reads_costs_one_line()
    {
        await using var relay = RelayProcess.Start(
            _folder.Path, ["--urls", "http://127.0.0.1:0"], ("NOTIFY_SOCKET", _folder.File("nobody")), ("WATCHDOG_USEC", "4000"));
        await relay.LineAsync("systemd cannot be told how the relay is: ");
        await using (await RelayClient.ConnectAsync(WebSocket(await relay.ListeningAsync())))
            await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();

        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        Assert.DoesNotContain("   at ", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("systemd cannot be told", end.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("7", false)]
    public async Task Lines_for_the_journal_begin_with_their_level(string otherNumber, bool isJournal)
    {
        // The number of the program's own output, or of another one.
        const string script = "export JOURNAL_STREAM=1:$(readlink /proc/$$/fd/1 | tr -dc 0-9)$1; shift; exec \"$0\" \"$@\"";
        await using var relay = RelayProcess.Start(
            "sh", _folder.Path,
            [
                "-c", script, TestSupport.Repository.Program, otherNumber, "--urls", "http://127.0.0.1:0",
                "--Relay:PublicUrl=wss://relay.example.com",
            ]);

        var listening = await relay.Output.ReadLineAsync().Within("the first line");
        await relay.LineAsync(isJournal ? "<4>Relay:PublicUrl is wss://relay.example.com" : " WRN] Relay:PublicUrl is");
        Assert.Matches(isJournal ? "^<6>Listening on http://" : @"^\[\d\d:\d\d:\d\d INF\] Listening on", listening);
    }

    RelayProcess Start(NotifySocket systemd, params (string, string)[] environment) => Start(systemd, [], environment);

    RelayProcess Start(NotifySocket systemd, string argument) => Start(systemd, [argument]);

    RelayProcess Start(NotifySocket systemd, string[] arguments, params (string, string)[] environment) =>
        RelayProcess.Start(
            _folder.Path, ["--urls", "http://127.0.0.1:0", .. arguments], [("NOTIFY_SOCKET", systemd.Name), .. environment]);

    static TimeSpan Clock() => Stopwatch.GetElapsedTime(0);

    static Uri WebSocket(Uri address) => new UriBuilder(address) { Scheme = "ws" }.Uri;
}
