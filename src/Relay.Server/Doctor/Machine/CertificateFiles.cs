using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Server;

/// <summary>The certificates that the settings give to the relay itself, for connections by TLS without a proxy.</summary>
static class CertificateFiles
{
    /// <summary>A certificate that the web server could not use, or one that is over.</summary>
    public static IEnumerable<Finding> Judge(IConfiguration configuration)
    {
        foreach (var section in NamedFiles.Certificates(configuration))
        {
            if (section["Path"] is { Length: > 0 } path && File.Exists(path) && PosixFiles.MayRead(path) && Judge(section, path) is { } bad)
                yield return bad;
        }
    }

    static Finding? Judge(IConfigurationSection section, string path)
    {
        try
        {
            using var certificate = Load(section, path);
            return certificate.NotAfter.ToUniversalTime() < DateTime.UtcNow
                ? Finding.Problem(
                    $"{section.Path} is {path}, whose certificate was valid until "
                    + certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    "Renew the certificate, and restart the relay.")
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Finding.Problem(
                $"{section.Path} is {path}, which cannot be used: {exception.Message.ReplaceLineEndings(" ")}",
                $"Correct {section.Path}:Path, KeyPath and Password: a PFX file with its password, or a PEM file and that of its key.");
        }
    }

    /// <summary>Reads the files by the rule of the web server: PEM if there is a file for the key, otherwise PFX.</summary>
    static X509Certificate2 Load(IConfigurationSection section, string path) => (section["KeyPath"], section["Password"]) switch
    {
        ({ Length: > 0 } key, { Length: > 0 } password) => X509Certificate2.CreateFromEncryptedPemFile(path, password, key),
        ({ Length: > 0 } key, _) => X509Certificate2.CreateFromPemFile(path, key),
        (_, var password) => X509CertificateLoader.LoadPkcs12FromFile(path, password),
    };
}
