using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary><c>docker/relay-health</c>, by which containers ask for the relay's health.</summary>
public sealed class HealthScriptTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_asks_the_port_of_its_argument_or_else_of_its_variable()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--port", "0"]);
        var port = (await relay.ListeningAsync()).Port.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(new(0, $"The relay at port {port} is healthy.\n", ""), await RunAsync(port));
        Assert.Equal(0, (await RunAsync(null, port)).ExitCode);
        Assert.Equal(0, (await RunAsync(port, "1")).ExitCode);

        (await RunAsync("1", port)).AssertFailedWith("no relay answers at port 1");
        await relay.SignalAsync("KILL");
        await relay.EndAsync();
        (await RunAsync(port)).AssertFailedWith($"no relay answers at port {port}");
    }

    [Fact]
    public async Task Without_a_port_it_asks_the_default_one()
    {
        var result = await RunAsync(null);

        Assert.Contains("at port 7447", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_takes_no_events_makes_it_fail()
    {
        const int mostMiB = 1_000_000;
        Assert.SkipUnless(new DriveInfo(_folder.Path).AvailableFreeSpace < mostMiB * 1024L * 1024, "the disk has more than enough room");
        await using var relay = RelayProcess.Start(_folder.Path, ["--port", "0", $"--Relay:Store:MinFreeDiskMiB={mostMiB}"]);
        var port = (await relay.ListeningAsync()).Port.ToString(CultureInfo.InvariantCulture);

        (await RunAsync(port)).AssertFailedWith($"the relay at port {port} answers {{\"status\":\"degraded\",\"reason\":\"less than");
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"broken\",\"reason\":\"the disk failed\"}", "\"broken\"")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"stopping\"}", "answers {\"status\":\"stopping\"}")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"ok\"}", "answers {\"status\":\"ok\"}")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"degraded\",\"reason\":\"\\u0022status\\u0022:\\u0022ok\\u0022\"}", "\"degraded\"")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello", "no relay answers")]
    [InlineData("", "no relay answers")]
    public async Task Only_a_healthy_relay_satisfies_it(string answer, string words) =>
        (await AgainstAsync(async stream => await stream.WriteAsync(Encoding.ASCII.GetBytes(answer)))).AssertFailedWith(words);

    [Fact]
    public Task An_answer_without_end_is_given_up() => AssertGivenUpAsync(async stream =>
    {
        var junk = new byte[1024];
        while (true)
            await stream.WriteAsync(junk);
    });

    [Fact]
    public Task A_peer_that_does_not_answer_is_given_up() =>
        AssertGivenUpAsync(static stream => stream.ReadAsync(new byte[1]).AsTask());

    [Theory]
    [InlineData("http")]
    [InlineData("-1")]
    [InlineData("74470000")]
    public async Task What_is_no_port_is_wrong_usage(string port) =>
        (await RunAsync(port)).AssertFailedWith(
            $"expected a port, from the argument or RELAY_HEALTH_PORT, and got \"{port}\"", exitCode: 2);

    static string Script => Path.Combine(Repository.Root, "docker", "relay-health");

    /// <summary>The peer would hold the script for ever.</summary>
    static async Task AssertGivenUpAsync(Func<NetworkStream, Task> serve) =>
        (await AgainstAsync(serve)).AssertFailedWith("no relay answers");

    /// <summary>Runs the script against a server that reads one request and then does as given.</summary>
    static async Task<ProcessResult> AgainstAsync(Func<NetworkStream, Task> serve)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, serve);
        var result = await RunAsync(((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        await serving.Within("the end of the connection");
        return result;
    }

    static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> serve)
    {
        using var client = await listener.AcceptTcpClientAsync();
        try
        {
            // What is not read when the connection is closed would make the system drop the answer, too.
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // The head of the request ends with an empty line.
            }
            await serve(client.GetStream());
        }
        catch (IOException)
        {
            // The script has left.
        }
    }

    static async Task<ProcessResult> RunAsync(string? argument, string? variable = null)
    {
        var start = new ProcessStartInfo(Script, argument is null ? [] : [argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RELAY_HEALTH_PORT"] = variable;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().Within("the script's end");
        return new ProcessResult(process.ExitCode, await output, await errors);
    }
}
