using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>More clients than the number of files that the process may open.</summary>
public sealed partial class FewFilesTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Clients_that_are_too_many_are_told_and_the_others_go_on()
    {
        await using var relay = RelayProcess.StartWithFiles(_folder.Path, 300, AnyPort);
        var (warning, http) = await StartedAsync(relay);
        var possible = int.Parse(warning.Groups[1].Value, CultureInfo.InvariantCulture);
        var address = new UriBuilder(http) { Scheme = "ws" }.Uri;
        var sockets = new List<RawWebSocket>();

        await using (var bystander = await Bystander.StartAsync(address))
        {
            for (var i = 0; i < possible + 100; i++)
                sockets.Add(await RawWebSocket.ConnectAsync(address));
            Assert.All(sockets.Take(possible - 2), static socket => Assert.Equal(101, socket.StatusCode));
            Assert.All(sockets.Skip(possible - 2), static socket => Assert.Equal(503, socket.StatusCode));
            await bystander.WorkAsync(rounds: 1);
            await sockets[0].SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
            Assert.Equal("[\"EOSE\",\"a\"]", (await sockets[0].ReceiveAsync())?.PayloadText);

            foreach (var socket in sockets)
                await socket.DisposeAsync();
            await using var later = await ConnectWhenFreeAsync(address);
            Assert.Equal(101, later.StatusCode);
            await bystander.WorkAsync(rounds: 1);
        }
        await relay.SignalAsync("TERM");
        Assert.Equal((0, ""), await ExitAsync(relay));
    }

    [Fact]
    public async Task Where_no_file_is_left_it_is_said_clients_wait_and_come_in_later()
    {
        await using var relay = RelayProcess.StartWithFiles(_folder.Path, 1000, AnyPort);
        var (_, http) = await StartedAsync(relay);
        var address = new UriBuilder(http) { Scheme = "ws" }.Uri;
        await using (var bystander = await Bystander.StartAsync(address))
        {
            await bystander.WorkAsync(rounds: 1);
            await LimitFilesAsync(relay.Id, FirstFree(relay.Id));
            using var waiting = new TcpClient();
            await waiting.ConnectAsync(http.Host, http.Port);

            await SaysAsync(relay, "accepts no connections (TooManyOpenSockets)");
            await bystander.WorkAsync(rounds: 1);
            await LimitFilesAsync(relay.Id, 1000);

            await waiting.GetStream().WriteAsync("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray());
            using var answer = new StreamReader(waiting.GetStream());
            Assert.Equal("HTTP/1.1 200 OK", await answer.ReadLineAsync().Within("the answer"));
        }
        await relay.SignalAsync("TERM");
        Assert.Equal((0, ""), await ExitAsync(relay));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Starts the relay. Returns its warning of too few files, which names the possible number of connections, and its address.
    /// </summary>
    static async Task<(Match Warning, Uri Address)> StartedAsync(RelayProcess relay)
    {
        var warning = Warning().Match(await LineAsync(relay));
        Assert.True(warning.Success);
        return (warning, await relay.ListeningAsync());
    }

    static async Task<string> LineAsync(RelayProcess relay) =>
        await relay.Output.ReadLineAsync().Within("a line of the log") ?? throw new InvalidOperationException("the relay has ended");

    /// <summary>Waits until the relay has logged a line with this text.</summary>
    static async Task SaysAsync(RelayProcess relay, string text)
    {
        while (!(await LineAsync(relay)).Contains(text, StringComparison.Ordinal))
        {
        }
    }

    static async Task<(int, string)> ExitAsync(RelayProcess relay)
    {
        var end = await relay.EndAsync();
        return (end.ExitCode, end.Errors);
    }

    static int FirstFree(int process)
    {
        var open = Directory.GetFileSystemEntries($"/proc/{process}/fd")
            .Select(static path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).ToHashSet();
        return Enumerable.Range(0, int.MaxValue).First(number => !open.Contains(number));
    }

    static async Task LimitFilesAsync(int process, int files)
    {
        using var limit = Process.Start("prlimit", [$"--pid={process}", $"--nofile={files}:1000"]);
        await limit.WaitForExitAsync().Within("prlimit");
        Assert.Equal(0, limit.ExitCode);
    }

    static async Task<RawWebSocket> ConnectWhenFreeAsync(Uri address)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var socket = await RawWebSocket.ConnectAsync(address);
            if (socket.StatusCode != 503 || deadline.IsCancellationRequested)
                return socket;
            await socket.DisposeAsync();
        }
    }

    [GeneratedRegex("MaxConnections is 10000, but the files that this process may open are enough for ([0-9]+) connections "
        + "\\((?:300|1000) files, [0-9]+ are open\\)")]
    private static partial Regex Warning();
}
