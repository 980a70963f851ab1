using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// The real nginx with the configuration that operators copy, <c>deploy/nginx.conf</c>. Only its addresses and paths are replaced.
/// </summary>
sealed class NginxProcess : IAsyncDisposable
{
    /// <summary>An address of this machine on which nothing else looks for a free port.</summary>
    static readonly IPAddress Address = IPAddress.Parse("127.93.7.1");

    readonly Process _process;
    readonly Task<string> _errors;

    NginxProcess(Process process, int plainPort, int port)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        PlainAddress = new($"http://{Address}:{plainPort}/");
        WebAddress = new($"https://{Address}:{port}/");
        Relay = new($"wss://{Address}:{port}/");
    }

    /// <summary>The address without TLS.</summary>
    public Uri PlainAddress { get; }

    /// <summary>The address with TLS for pages.</summary>
    public Uri WebAddress { get; }

    /// <summary>The address with TLS for WebSockets.</summary>
    public Uri Relay { get; }

    /// <summary>
    /// Starts it in front of a relay. Its files are in the folder. The environment variable <c>RELAY_TEST_NGINX</c> names the program where
    /// it is not installed; without either the test is skipped.
    /// </summary>
    public static async Task<NginxProcess> StartAsync(TemporaryFolder folder, Uri relay)
    {
        var (plainPort, port) = FreePorts();
        var start = new ProcessStartInfo(Find(),
        [
            "-e", "stderr", "-c", folder.Write("nginx.conf", Configuration(folder, relay, plainPort, port)),
            "-g", $"daemon off; pid {folder.File("nginx.pid")};",
        ])
        { RedirectStandardError = true };
        var nginx = new NginxProcess(Process.Start(start)!, plainPort, port);
        await nginx.ListeningAsync();
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The program. Skips the test if there is none and no variable names one.</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("RELAY_TEST_NGINX") is { Length: > 0 } named)
            return named;
        // A user's PATH lacks the folders of programs for administrators.
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin".Split(':');
        var found = folders.Select(static folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Skip("nginx is not installed");
        return found!;
    }

    static string Configuration(TemporaryFolder folder, Uri relay, int plainPort, int port)
    {
        var (certificate, key) = WriteCertificate(folder);
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "nginx.conf"));
        foreach (var (old, replacement) in new[]
        {
            ("listen 80;", $"listen {Address}:{plainPort};"),
            ("listen 443 ssl;", $"listen {Address}:{port} ssl;"),
            // Where a machine has no IPv6, nginx does not start.
            ("listen [::]:80;", ""),
            ("listen [::]:443 ssl;", ""),
            ("/etc/letsencrypt/live/relay.example.com/fullchain.pem", certificate),
            ("/etc/letsencrypt/live/relay.example.com/privkey.pem", key),
            ("proxy_pass http://127.0.0.1:7447;", $"proxy_pass {relay.GetLeftPart(UriPartial.Authority)};"),
            ("http {", $"http {{\n{TemporaryPaths(folder)}"),
        })
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>Places for large request bodies and answers, which nginx makes at its start.</summary>
    static string TemporaryPaths(TemporaryFolder folder) => string.Concat(
        new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(
            name => $"{name}_temp_path {folder.File(name)};\n"));

    static (string Certificate, string Key) WriteCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=relay.example.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (folder.Write("cert.pem", certificate.ExportCertificatePem()), folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }

    static (int, int) FreePorts()
    {
        using var one = new TcpListener(Address, 0);
        using var two = new TcpListener(Address, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }

    /// <summary>Waits until it accepts connections: in the foreground it does not say when.</summary>
    async Task ListeningAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(Address, WebAddress.Port);
                return;
            }
            catch (SocketException)
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"nginx did not start: {await _errors}");
                Assert.True(Stopwatch.GetElapsedTime(start) < Deadline.Default, "nginx does not listen");
                await Task.Delay(10);
            }
        }
    }
}
