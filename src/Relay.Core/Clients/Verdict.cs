namespace Relay.Core;

/// <summary>
/// What a hook or policy decides: accept, refuse with a machine-readable reason, or shadow. Handlers return it and do not throw.
/// </summary>
public readonly struct Verdict
{
    readonly string? _message;

    Verdict(string? message, bool isShadow)
    {
        _message = message;
        IsShadow = isShadow;
    }

    /// <summary>Accepts: the next handler is asked, if there is one.</summary>
    public static Verdict Accept => default;

    /// <summary>
    /// Shadows: the client gets OK true, but the event is neither stored nor sent. For filters this is the same as accept.
    /// </summary>
    public static Verdict Shadow => new(null, isShadow: true);

    /// <summary>Whether it refuses.</summary>
    public bool IsRefused => _message is not null;

    /// <summary>Whether it shadows: answer OK true and store nothing.</summary>
    public bool IsShadow { get; }

    /// <summary>The reason, with its prefix; empty if not refused.</summary>
    public string Message => _message ?? "";

    /// <summary>Refuses with one of NIP-01's prefixes (a lowercase word without the colon) and a text for people.</summary>
    public static Verdict Refuse(string prefix, string text) => IsPrefix(prefix)
        ? new($"{prefix}: {text}", isShadow: false)
        : throw new ArgumentException($"\"{prefix}\" is no prefix of NIP-01: that is a lowercase word without the colon", nameof(prefix));

    /// <summary>Whether a text can be a prefix, by which clients tell reasons apart: lowercase letters and hyphens.</summary>
    public static bool IsPrefix(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c != '-' && !char.IsAsciiLetterLower(c))
                return false;
        }
        return text.Length > 0;
    }

    /// <summary>Refuses: banned, or against the relay's policy.</summary>
    public static Verdict Blocked(string text) => Refuse("blocked", text);

    /// <summary>Refuses: malformed or outside a limit.</summary>
    public static Verdict Invalid(string text) => Refuse("invalid", text);

    /// <summary>Refuses: known, but not allowed.</summary>
    public static Verdict Restricted(string text) => Refuse("restricted", text);

    /// <summary>Refuses: authentication would help (NIP-42).</summary>
    public static Verdict AuthRequired(string text) => Refuse("auth-required", text);

    /// <summary>Refuses: too much in too little time.</summary>
    public static Verdict RateLimited(string text) => Refuse("rate-limited", text);

    /// <summary>Refuses: too little proof of work (NIP-13).</summary>
    public static Verdict ProofOfWork(string text) => Refuse("pow", text);

    /// <summary>Refuses: something failed on the relay's side.</summary>
    public static Verdict Error(string text) => Refuse("error", text);
}
