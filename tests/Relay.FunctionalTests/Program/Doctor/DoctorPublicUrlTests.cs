
using System.Net;
using System.Net.Sockets;

namespace Relay.FunctionalTests;

/// <summary>
/// What <c>relay doctor</c> finds at the public address: which relay answers, by which certificate and through which proxy.
/// </summary>
public sealed class DoctorPublicUrlTests : IDisposable
{
    const string Header = "Relay-Doctor";
    const string ForwardedFor = "X-Forwarded-For: 203.0.113.9";

    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();
    readonly TestAuthority _authority;

    public DoctorPublicUrlTests() => _authority = new TestAuthority(_folder.File("authority.pem"));

    [Fact]
    public async Task The_relay_itself_is_known_at_its_public_address_with_and_without_a_path()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [.. AnyPort, "--Relay:PublicUrl=ws://localhost/sub/relay"]);
        var port = (await relay.ListeningAsync()).Port;

        foreach (var path in new[] { "", "/sub/relay" })
        {
            var run = await ExamineAsync($"ws://localhost:{port}{path}", port);

            run.AssertFound("public address", "ok", $"ws://localhost:{port}{path} leads to this relay");
            run.AssertFound("proxy", "ok", "there is none that shows");
            run.AssertFound("clock", "ok", "which may be this machine");
            Assert.Equal("skipped", run.StateOf("certificate"));
            Assert.Equal(0, run.ExitCode);
        }
        (await ExamineAsync($"ws://localhost:{port}/elsewhere", port)).AssertFound(
            "public address", "problem", "answers 404 and no information document", "pass the path /elsewhere on");
    }

    [Fact]
    public async Task Another_relay_at_the_public_address_is_a_problem()
    {
        using var elsewhere = new TemporaryFolder();
        await using var other = RelayProcess.Start(elsewhere.Path, AnyPort);
        var otherPort = (await other.ListeningAsync()).Port;

        var stopped = await ExamineAsync($"ws://localhost:{otherPort}", 0);
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var port = (await relay.ListeningAsync()).Port;
        var running = await ExamineAsync($"ws://localhost:{otherPort}", port);
        File.Delete(_folder.File(Path.Combine("data", "control.sock")));
        var unknown = await ExamineAsync($"ws://localhost:{port}", port);

        stopped.AssertFound("public address", "warning", "a relay answers at", "start this relay");
        running.AssertFound("public address", "problem", "another relay answers at", "lead to this relay");
        running.AssertFound("proxy", "skipped", "this relay does not answer at Relay:PublicUrl");
        unknown.AssertFound("public address", "warning", "it is not known whether it is this one", "control.sock");
    }

    [Fact]
    public async Task An_address_without_a_relay_is_a_problem()
    {
        await using var page = new RawServer("HTTP/1.1 301 Moved\r\nLocation: https://relay.test/\r\nContent-Length: 0\r\n\r\n");

        (await ExamineAsync("ws://relay.invalid", 0)).AssertFound(
            "public address", "problem", "the name of ws://relay.invalid has no address", "DNS");
        (await ExamineAsync("ws://localhost:1", 0)).AssertFound(
            "public address", "problem", "ws://localhost:1 does not answer", "firewall");
        (await ExamineAsync($"ws://localhost:{page.Port}", 0)).AssertFound(
            "public address", "problem", "answers 301, which leads to https://relay.test/, and no information document");
    }

    [Fact]
    public async Task A_proxy_that_passes_no_WebSockets_on_is_a_problem()
    {
        const string document = """{"supported_nips":[1,11]}""";
        await using var page = new RawServer(
            $"HTTP/1.1 200 OK\r\nContent-Length: {document.Length}\r\nConnection: close\r\n\r\n{document}");

        (await ExamineAsync($"ws://localhost:{page.Port}", 0)).AssertFound(
            "public address", "problem", "no WebSocket works at", "Upgrade and Connection");
    }

    [Fact]
    public async Task An_address_without_TLS_is_warned_of_beyond_this_machine()
    {
        // An address for documentation, which nobody has.
        var run = await ExamineAsync("ws://192.0.2.1:7447", 0);

        run.AssertFound("public address", "problem", "ws://192.0.2.1:7447 does not answer");
        run.AssertFound("public address", "warning", "is not encrypted", "wss:");
    }

    [Theory]
    [InlineData("localhost", 90, "ok", "is trusted and valid for 8")]
    [InlineData("localhost", 9, "warning", "is valid for 8 more days")]
    [InlineData("localhost", -9, "problem", "was valid until")]
    [InlineData("relay.example.com", 90, "problem", "is for another name: relay.example.com")]
    public async Task The_certificate_is_judged_as_clients_do(string name, int days, string state, string words)
    {
        using var certificate = _authority.Issue(name, days);
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var port = (await relay.ListeningAsync()).Port;
        await using var proxy = new FrontProxy(port, ForwardedFor, certificate);

        var run = await ExamineAsync($"wss://localhost:{proxy.Port}", port, "--Relay:Network:TrustedProxies=127.0.0.1");

        run.AssertFound("certificate", state, words);
        run.AssertFound("public address", "ok", "leads to this relay");
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_and_a_port_without_TLS_are_problems()
    {
        using var unknown = new TestAuthority(_folder.File("unknown.pem"));
        using var certificate = unknown.Issue("localhost", 90);
        await using var proxy = new FrontProxy(1, certificate: certificate);
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var port = (await relay.ListeningAsync()).Port;
        await using var working = new FrontProxy(port, certificate: certificate);

        (await ExamineAsync($"wss://localhost:{working.Port}", port)).AssertFound(
            "certificate", "problem", "clients do not trust the certificate", "the whole chain");
        (await ExamineAsync($"wss://localhost:{port}", port)).AssertFound(
            "certificate", "problem", "does not speak TLS", "Start the proxy");
    }

    [Theory]
    [InlineData(ForwardedFor, "127.0.0.1", "ok", "the relay sees this command come from 203.0.113.9", null)]
    [InlineData(ForwardedFor, null, "problem", "names its clients in X-Forwarded-For and is not trusted",
        "Set Relay:Network:TrustedProxies to 127.0.0.1.")]
    [InlineData("X-Real-IP: 203.0.113.9", null, "problem", "names its clients in X-Real-IP and is not trusted",
        "to 127.0.0.1 and Relay:Network:ClientAddressHeader to XRealIp.")]
    [InlineData("X-Real-IP: 203.0.113.9", "127.0.0.1", "problem", "the trusted proxy 127.0.0.1 does not name its clients",
        "Set Relay:Network:ClientAddressHeader to XRealIp")]
    [InlineData(null, "127.0.0.1", "problem", "the trusted proxy 127.0.0.1 does not name its clients",
        "Let the proxy send X-Forwarded-For")]
    [InlineData(null, null, "problem", "they look like programs of this machine", "Relay:Network:TrustedProxies to 127.0.0.1")]
    public async Task The_relay_says_whether_it_sees_the_client_or_its_proxy(
        string? header, string? trusted, string state, string words, string? remedy)
    {
        using var certificate = _authority.Issue("localhost", 90);
        string[] network = trusted is null ? [] : [$"--Relay:Network:TrustedProxies={trusted}"];
        await using var relay = RelayProcess.Start(_folder.Path, [.. AnyPort, .. network]);
        var port = (await relay.ListeningAsync()).Port;
        await using var proxy = new FrontProxy(port, header, certificate);

        (await ExamineAsync($"wss://localhost:{proxy.Port}", port, network)).AssertFound("proxy", state, words, remedy);
    }

    [Fact]
    public async Task A_proxy_that_passes_on_what_clients_say_about_themselves_is_a_problem()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [.. AnyPort, "--Relay:Network:TrustedProxies=127.0.0.1"]);
        var port = (await relay.ListeningAsync()).Port;
        await using var proxy = new FrontProxy(port, ForwardedFor, isGullible: true);

        var run = await ExamineAsync($"ws://localhost:{proxy.Port}", port, "--Relay:Network:TrustedProxies=127.0.0.1");

        run.AssertFound(
            "proxy", "problem", "the proxy 127.0.0.1 passes on the address that a client names as its own",
            "Let the proxy replace the header");
    }

    [Fact]
    public async Task Trusting_everybody_is_a_problem()
    {
        var address = Array.Find(await Dns.GetHostAddressesAsync(Dns.GetHostName()), static address =>
            address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(address is null, "this machine has no address but its own");
        const string everybody = "--Relay:Network:TrustedProxies=0.0.0.0/0";
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", $"http://{address}:0", everybody]);
        var port = (await relay.ListeningAsync()).Port;

        var run = await DoctorRun.RunAsync(
            _folder.Path, ["--urls", $"http://{address}:{port}", $"--Relay:PublicUrl=ws://{address}:{port}", everybody]);

        run.AssertFound("proxy", "problem", $"because Relay:Network:TrustedProxies contains {address}", "no others");
    }

    [Fact]
    public async Task An_onion_service_is_not_asked() =>
        (await ExamineAsync("ws://relayrelayrelay.onion", 0)).AssertFound("public address", "skipped", "is an onion service");

    [Fact]
    public async Task The_relay_answers_a_ticket_once_and_nobody_without_one()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var http = await relay.ListeningAsync();
        await using var proxy = new FrontProxy(http.Port);
        (await ExamineAsync($"ws://localhost:{proxy.Port}", http.Port)).AssertFound("public address", "ok", "leads to this relay");
        var tickets = proxy.Heads.SelectMany(static head => head)
            .Where(static line => line.StartsWith($"{Header}: ", StringComparison.OrdinalIgnoreCase))
            .Select(static line => line[(Header.Length + 2)..]).ToList();

        Assert.Equal(2, tickets.Count);
        Assert.False(await IsAnsweredAsync(http, null));
        Assert.False(await IsAnsweredAsync(http, new string('0', 32)));
        foreach (var ticket in tickets)
            Assert.False(await IsAnsweredAsync(http, ticket));
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    Task<DoctorRun> ExamineAsync(string publicUrl, int port, params string[] more) =>
        DoctorRun.RunAsync(
            _folder.Path, ["--urls", $"http://127.0.0.1:{port}", $"--Relay:PublicUrl={publicUrl}", .. more],
            ("SSL_CERT_FILE", _folder.File("authority.pem")));

    static async Task<bool> IsAnsweredAsync(Uri http, string? ticket)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, http);
        if (ticket is not null)
            request.Headers.Add(Header, ticket);
        using var response = await client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
        return response.Headers.Contains(Header);
    }
}
