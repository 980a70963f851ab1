using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.FunctionalTests;

/// <summary>An authority that issues certificates for one test. Programs trust it if the variable SSL_CERT_FILE names its file.</summary>
sealed class TestAuthority : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _own;

    public TestAuthority(string file)
    {
        var request = new CertificateRequest("CN=an authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllText(file, _own.ExportCertificatePem());
    }

    /// <summary>A certificate for a name that is valid from yesterday for some days, or from long ago until before today.</summary>
    public X509Certificate2 Issue(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = DateTimeOffset.UtcNow;
        using var issued = request.Create(_own, now.AddDays(-60), now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        // On some systems only a key that comes from a file's bytes can serve.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    public void Dispose()
    {
        _own.Dispose();
        _key.Dispose();
    }
}
