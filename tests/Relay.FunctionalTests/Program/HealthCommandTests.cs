using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.FunctionalTests;

/// <summary><c>relay health</c> asks where the configuration says that the relay listens, and fails if the store is bad.</summary>
public sealed class HealthCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_asks_the_address_that_urls_names()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"]);
        var port = (await relay.ListeningAsync()).Port;

        await AssertHealthyAsync($"--urls http://127.0.0.1:{port}");
        await AssertHealthyAsync($"--urls http://127.0.0.1:{port};http://localhost:{port}");
        await AssertHealthyAsync($"--urls http://relay.example.com:{port}");
        await AssertHealthyAsync($"--port {port}");
        (await HealthAsync($"--urls http://127.0.0.1:{port};http://127.0.0.1:1")).AssertFailedWith("http://127.0.0.1:1/ does not answer");
    }

    [Fact]
    public async Task It_asks_the_servers_endpoints_and_not_an_address_that_they_replace()
    {
        const string endpoint = "--Kestrel:Endpoints:Main:Url=http://127.0.0.1";
        await using var relay = RelayProcess.Start(_folder.Path, [$"{endpoint}:0"]);
        var port = (await relay.ListeningAsync()).Port;

        await AssertHealthyAsync($"{endpoint}:{port}");
        (await HealthAsync($"--urls http://127.0.0.1:{port} {endpoint}:1")).AssertFailedWith("http://127.0.0.1:1/ does not answer");
        await relay.SignalAsync("TERM");
        Assert.DoesNotContain("Overriding address", (await relay.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_a_unix_socket()
    {
        var url = $"http://unix:{_folder.File("relay.sock")}";
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", url]);
        (await HealthAsync($"--urls {url}.missing")).AssertFailedWith($"{url}.missing does not answer");
        await relay.ListeningAsync();

        await AssertHealthyAsync($"--urls {url}");
    }

    [Fact]
    public async Task It_asks_by_TLS_and_does_not_mind_whom_the_certificate_names()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=relay.example.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(_folder.File("relay.pfx"), certificate.Export(X509ContentType.Pfx));
        const string endpoint = "--Kestrel:Endpoints:Main:Url=https://127.0.0.1";
        await using var relay = RelayProcess.Start(
            _folder.Path, [$"{endpoint}:0", $"--Kestrel:Endpoints:Main:Certificate:Path={_folder.File("relay.pfx")}"]);
        var port = (await relay.ListeningAsync()).Port;

        await AssertHealthyAsync($"{endpoint}:{port}");
    }

    [Fact]
    public async Task A_store_that_takes_no_events_makes_it_fail()
    {
        const int mostMiB = 1_000_000;
        Assert.SkipUnless(new DriveInfo(_folder.Path).AvailableFreeSpace < mostMiB * 1024L * 1024, "the disk has more than enough room");
        await using var relay = RelayProcess.Start(
            _folder.Path, ["--urls", "http://127.0.0.1:0", $"--Relay:Store:MinFreeDiskMiB={mostMiB}"]);
        var port = (await relay.ListeningAsync()).Port;

        (await HealthAsync($"--port {port}")).AssertFailedWith("\"status\":\"degraded\"");
    }

    [Theory]
    [InlineData("--port 0", "has port 0")]
    [InlineData("--Kestrel:Endpoints:Main:Protocols=Http1", "Kestrel:Endpoints:Main has no Url")]
    [InlineData("--Kestrel:Endpoints:Main:Url=nonsense", "Kestrel:Endpoints:Main:Url is \"nonsense\", which is not an address")]
    public async Task An_address_that_nobody_can_ask_is_told_in_a_line(string arguments, string words) =>
        (await HealthAsync(arguments)).AssertFailedWith(words);

    async Task AssertHealthyAsync(string arguments)
    {
        var health = await HealthAsync(arguments);
        Assert.Equal((0, ""), (health.ExitCode, health.Errors));
        Assert.Contains("answers 200: {\"status\":\"ok\"}", health.Output, StringComparison.Ordinal);
    }

    Task<ProcessResult> HealthAsync(string arguments) => RelayProcess.RunAsync(_folder.Path, $"health {arguments}");
}
