namespace Relay.Core;

/// <summary>
/// A relay's address in the form in which two spellings of it are equal: host in lower case, port unless it is the
/// scheme's own, path without a slash at its end. Whether TLS ends at a proxy makes no other relay, so ws and wss are one.
/// </summary>
static class RelayUrl
{
    public static string? TryNormalize(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss") || url.Host.Length == 0)
            return null;
        if (TryEncodeHost(url) is not { } host)
            return null;
        var isDefaultPort = url.IsDefaultPort || url.Port < 0;
        return host + (isDefaultPort ? "" : $":{url.Port}") + url.AbsolutePath.TrimEnd('/') + url.Query;
    }

    /// <summary>A host may look right and still be refused by IDNA, for which there is no other way to ask.</summary>
    static string? TryEncodeHost(Uri url)
    {
        try
        {
            return url.IdnHost.ToLowerInvariant();
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
