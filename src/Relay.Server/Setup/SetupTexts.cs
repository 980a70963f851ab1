using System.Net;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Reads the answers of an operator. Each method returns the value, or the reason why it cannot be read.</summary>
static class SetupTexts
{
    const int MostCharacters = 500;

    // Docker gives its networks addresses from here unless its settings say otherwise.
    const string DockerNetworks = "172.16.0.0/12";

    public static (string? Value, string? Reason) Name(string text) =>
        text.Length == 0 ? (null, "is empty: clients show the name in their lists of relays") : Line(text);

    public static (string? Value, string? Reason) Line(string text) =>
        text.Length > MostCharacters ? (null, $"has {text.Length} characters, but may have {MostCharacters}")
        : text.Any(char.IsControl) ? (null, "has characters that cannot be shown")
        : (text, null);

    /// <summary>A public key, as npub. The reason never repeats the text, which may be a secret.</summary>
    public static (string? Value, string? Reason) Key(string text)
    {
        if (text.Contains("nsec1", StringComparison.OrdinalIgnoreCase))
        {
            return (null, "is a secret key (nsec), which is for nobody else. Give its public form, the npub: relay key show - prints it. "
                + "If others may have seen the secret key here, stop using it");
        }
        return Nip19.TryParsePublicKey(text, out var key, out var reason)
            ? (Nip19.EncodePublicKey(key), null)
            : (null, $"{reason}. An npub begins with npub1 and has 63 characters");
    }

    /// <summary>Several public keys, with spaces or commas between them.</summary>
    public static (IReadOnlyList<string>? Value, string? Reason) Keys(string text)
    {
        var keys = new List<string>();
        foreach (var word in Words(text))
        {
            var (key, reason) = Key(word);
            if (key is null)
                return (null, $"has a key at place {keys.Count + 1} that {reason}");
            keys.Add(key);
        }
        return (keys, null);
    }

    /// <summary>Why a relay in compose files needs a host name.</summary>
    public const string DomainReason = "the proxy of the compose file gets its certificate for this host name";

    public static (string? Value, string? Reason) NeededDomain(string text) =>
        text.Length == 0 ? (null, $"is empty, but {DomainReason}") : Domain(text);

    public static (string? Value, string? Reason) Domain(string text)
    {
        if (text.Length == 0)
            return ("", null);
        var isHost = text.Contains('.', StringComparison.Ordinal) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            && Uri.CheckHostName(text) == UriHostNameType.Dns;
        return isHost ? (text.ToLowerInvariant(), null) : (null, "is not a host name such as relay.example.com, without wss:// and port");
    }

    public static (IReadOnlyList<string>? Value, string? Reason) Proxies(string text)
    {
        switch (text)
        {
            case "none":
                return ([], null);
            case "local":
                return (["127.0.0.1", "::1"], null);
            case "docker":
                return ([DockerNetworks], null);
        }
        var words = Words(text);
        var isAddress = words.Length > 0 && words.All(static word => IPNetwork.TryParse(word, out _) || IPAddress.TryParse(word, out _));
        return isAddress ? (words, null) : (null, "is neither none, local nor docker, nor an address such as 10.0.0.1 or 10.0.0.0/24");
    }

    /// <summary>The whole path of a file or folder.</summary>
    public static (string? Value, string? Reason) Path(string text) =>
        text.Length == 0 || text.Any(char.IsControl) ? (null, "is not a path") : (System.IO.Path.GetFullPath(text), null);

    static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
}
