using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class RunTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Without_a_command_the_relay_runs_and_ends_well_at_sigterm()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var address = await relay.ListeningAsync();
        var author = new Author();
        await using (var client = await ConnectAsync(address))
        {
            Assert.True((await client.PublishAsync(author.Note("hello"))).Accepted);
            Assert.Single((await client.QueryAsync($$"""{"authors":["{{author.Hex}}"]}""")).Events);
        }

        await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Errors);
        Assert.Equal(["data"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Stored_events_outlive_a_restart()
    {
        var author = new Author();
        var note = author.Note("still here");
        for (var start = 0; start < 2; start++)
        {
            await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
            await using (var client = await ConnectAsync(await relay.ListeningAsync()))
            {
                if (start == 0)
                    await client.PublishAllAsync(note);
                Assert.Equal(note.Id, Assert.Single((await client.QueryAsync("{}")).Events).Id);
            }
            await relay.SignalAsync("INT");
            Assert.Equal(0, (await relay.EndAsync()).ExitCode);
        }
    }

    [Fact]
    public async Task An_open_connection_does_not_hold_up_the_end()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        await using var client = await ConnectAsync(await relay.ListeningAsync());
        await client.ReqAsync("live", "{}");

        await relay.SignalAsync("TERM");
        await client.ClosedAsync();

        Assert.Equal(0, (await relay.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("URLS")]
    [InlineData("ASPNETCORE_URLS")]
    public async Task The_environment_gives_addresses_and_keys(string urls)
    {
        await using var relay = RelayProcess.Start(
            _folder.Path, ["run"],
            (urls, "http://127.0.0.1:0"), ("Relay__Store__Path", _folder.File("elsewhere")), ("Relay__Limits__MaxLimit", "17"));
        var address = await relay.ListeningAsync();

        Assert.Equal(17, (await InformationAsync(address)).GetProperty("limitation").GetProperty("max_limit").GetInt32());
        Assert.True(Directory.Exists(_folder.File("elsewhere")));
    }

    [Fact]
    public async Task The_command_lines_address_beats_the_environments()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort, ("URLS", "http://127.0.0.1:1"));

        Assert.NotEqual(1, (await relay.ListeningAsync()).Port);
    }

    [Fact]
    public async Task Health_metrics_and_information_answer()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var address = await relay.ListeningAsync();
        using var http = new HttpClient { BaseAddress = address };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/metrics")).StatusCode);
        Assert.Equal(1000, (await InformationAsync(address)).GetProperty("limitation").GetProperty("max_limit").GetInt32());
        Assert.Equal(0, (await RelayProcess.RunAsync(_folder.Path, "health", null, ("URLS", $"http://*:{address.Port}"))).ExitCode);
    }

    [Theory]
    [InlineData("wss://relay.example.com", "127.0.0.1", false)]
    [InlineData("ws://relay.example.com", null, false)]
    [InlineData("wss://relay.example.com", null, true)]
    public async Task A_proxy_that_must_be_there_and_is_not_named_is_missed(string publicUrl, string? proxy, bool isMissed)
    {
        (string, string)[] proxies = proxy is null ? [] : [("Relay__Network__TrustedProxies__0", proxy)];
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort, [("Relay__PublicUrl", publicUrl), .. proxies]);
        await using (await ConnectAsync(await relay.ListeningAsync()))
            await relay.SignalAsync("TERM");

        Assert.Equal(
            isMissed,
            (await relay.EndAsync()).Output.Contains(
                "nothing here speaks TLS and Relay:Network:TrustedProxies names no proxy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_relay_the_health_command_fails_with_a_line()
    {
        var health = await RelayProcess.RunAsync(_folder.Path, "health", null, ("URLS", "http://127.0.0.1:1"));

        health.AssertFailedWith("relay: http://127.0.0.1:1/ does not answer");
    }

    [Fact]
    public async Task Logs_may_be_json()
    {
        await using var relay = RelayProcess.Start(
            _folder.Path, [.. AnyPort, "--Serilog:WriteTo:0:Args:formatter=Serilog.Formatting.Json.JsonFormatter, Serilog"]);

        using var line = JsonDocument.Parse((await relay.Output.ReadLineAsync().Within("the first line"))!);

        Assert.Equal("Information", line.RootElement.GetProperty("Level").GetString());
    }

    [Fact]
    public async Task A_second_relay_on_the_store_stops_with_a_line()
    {
        await using var first = RelayProcess.Start(_folder.Path, AnyPort);
        await first.ListeningAsync();

        var second = await RelayProcess.RunAsync(_folder.Path, "--urls http://127.0.0.1:0");

        second.AssertFailedWith("is in use by process");
    }

    [Fact]
    public async Task A_port_in_use_stops_with_a_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        var end = await RelayProcess.RunAsync(_folder.Path, $"--urls {url}");

        end.AssertFailedWith($"{url}: address already in use. Another program listens there");
    }

    [Fact]
    public async Task A_port_is_enough_to_say_where_to_listen()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--port", "0"]);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await relay.ListeningAsync()));
    }

    [Theory]
    [InlineData("--urls https://127.0.0.1:0", "has no certificate; set Kestrel:Certificates:Default:Path")]
    [InlineData("--Kestrel:Endpoints:A:Url=https://127.0.0.1:0 --Kestrel:Endpoints:A:Certificate:Path=/nowhere/a.pfx", "/nowhere/a.pfx")]
    [InlineData("--Kestrel:Endpoints:A:Protocols=Http1", "Kestrel:Endpoints:A has no Url")]
    [InlineData("--urls http://192.0.2.1:7447", "The relay cannot listen on 192.0.2.1:7447")]
    public async Task An_address_that_cannot_be_served_stops_with_a_line(string arguments, string words)
    {
        // Without a home nobody has a certificate for development.
        (await RelayProcess.RunAsync(_folder.Path, arguments, null, ("HOME", _folder.Path))).AssertFailedWith(words);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_stops_with_a_line()
    {
        var file = _folder.Write("broken.pfx", "not a certificate");

        var end = await RelayProcess.RunAsync(
            _folder.Path, $"--Kestrel:Endpoints:A:Url=https://127.0.0.1:0 --Kestrel:Endpoints:A:Certificate:Path={file}");

        end.AssertFailedWith("the certificate that the section Kestrel names cannot be used");
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_stops_with_a_line()
    {
        var file = _folder.Write("file", "");

        var end = await RelayProcess.RunAsync(_folder.Path, $"--urls http://127.0.0.1:0 --Relay:Store:Path={file}/store");

        end.AssertFailedWith(file);
    }

    [Theory]
    [InlineData("--urls nonsense")]
    [InlineData("--urls http://127.0.0.1:99999")]
    [InlineData("--Serilog:MinimumLevel:Default=Loud")]
    [InlineData("--Relay:Limits:MaxLimit=0")]
    public async Task Configuration_mistakes_stop_with_a_line(string arguments)
    {
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith("relay: ");
    }

    public void Dispose() => _folder.Dispose();

    static async Task<HttpStatusCode> StatusAsync(Uri address)
    {
        using var http = new HttpClient();
        return (await http.GetAsync(new Uri($"http://127.0.0.1:{address.Port}/health"))).StatusCode;
    }

    static Task<RelayClient> ConnectAsync(Uri address) => RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri);

    static async Task<JsonElement> InformationAsync(Uri address)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "application/nostr+json");
        using var document = JsonDocument.Parse(await http.GetStringAsync(address));
        return document.RootElement.Clone();
    }
}
