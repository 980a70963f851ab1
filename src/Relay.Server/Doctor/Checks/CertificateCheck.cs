using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Server;

/// <summary>Judges the certificate of the public address as clients do, and looks how long it is still valid.</summary>
sealed class CertificateCheck : IDoctorCheck
{
    // Let's Encrypt's tools renew 30 days before the end: half of that has passed in vain.
    const int WarnDays = 14;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public string Name => "certificate";

    public string Purpose => "whether clients trust the certificate of `Relay:PublicUrl`, and for how many days";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        if (relay.Relay.PublicUrl is not { } text || new Uri(text) is not { } url || url.Scheme != Uri.UriSchemeWss)
            return [Finding.Skipped("Relay:PublicUrl does not begin with wss:")];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            return [await JudgeAsync(url, patience.Token)];
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return [Finding.Skipped($"{url.IdnHost} has no address")];
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            var reason = exception is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : exception.Message;
            return
            [
                Finding.Problem(
                    $"{url.IdnHost}:{url.Port} does not speak TLS: {reason.ReplaceLineEndings(" ")}",
                    "Start the proxy in front of the relay, and give it a certificate for this name."),
            ];
        }
    }

    static async Task<Finding> JudgeAsync(Uri url, CancellationToken cancel)
    {
        X509Certificate2? certificate = null;
        var errors = SslPolicyErrors.None;
        var distrust = "";
        using var client = new TcpClient();
        await client.ConnectAsync(url.IdnHost, url.Port, cancel);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = url.IdnHost,
            RemoteCertificateValidationCallback = (_, found, chain, problems) =>
            {
                certificate = found is null ? null : X509CertificateLoader.LoadCertificate(found.GetRawCertData());
                errors = problems;
                distrust = string.Join(' ', chain?.ChainStatus.Select(static status => status.StatusInformation.Trim()).Distinct() ?? []);
                return true;
            },
        };
        await stream.AuthenticateAsClientAsync(options, cancel);
        using (certificate)
            return certificate is null ? Absent(url) : Judge(url, certificate, errors, distrust);
    }

    static Finding Judge(Uri url, X509Certificate2 certificate, SslPolicyErrors errors, string distrust)
    {
        var renewal = $"Renew the certificate of {url.IdnHost}, and let the proxy read it again.";
        var until = certificate.NotAfter.ToUniversalTime();
        var end = until.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var days = (int)Math.Floor((until - DateTime.UtcNow).TotalDays);
        if (days < 0)
            return Finding.Problem($"the certificate of {url.IdnHost} was valid until {end}", renewal);
        if (certificate.NotBefore.ToUniversalTime() > DateTime.UtcNow)
        {
            return Finding.Problem(
                $"the certificate of {url.IdnHost} is not valid yet", "Correct the clock of this machine, or the certificate.");
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return Finding.Problem(
                $"the certificate at {url.IdnHost} is for another name: {certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}",
                $"Get a certificate for {url.IdnHost}, or correct Relay:PublicUrl.");
        }
        if (errors != SslPolicyErrors.None)
        {
            return Finding.Problem(
                $"clients do not trust the certificate of {url.IdnHost}: {distrust}",
                "Get a certificate of a public authority, and let the proxy send the whole chain (fullchain.pem).");
        }
        return days < WarnDays
            ? Finding.Warning($"the certificate of {url.IdnHost} is valid for {days} more days, until {end}", renewal)
            : Finding.Ok($"the certificate of {url.IdnHost} is trusted and valid for {days} more days");
    }

    static Finding Absent(Uri url) =>
        Finding.Problem($"{url.IdnHost} sends no certificate", "Give the proxy in front of the relay a certificate for this name.");
}
