using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Readers</c>: who may read.</summary>
public sealed class ReadersOptions : IValidatableObject
{
    /// <summary>
    /// Public keys (npub or hex) that may read once a client has proved them (NIP-42). If neither Allowed nor <see cref="AllowedFiles"/> is
    /// set, all keys that are not denied may read.
    /// </summary>
    [PublicKeyText]
    public string[]? Allowed { get; init; }

    /// <summary>
    /// Files with more allowed keys, one per line; # begins a comment. The relay reads a file again when it changes. The safest way to
    /// change a file is to rename a new one over it.
    /// </summary>
    public string[]? AllowedFiles { get; init; }

    /// <summary>Public keys (npub or hex) that may not read. Every client must prove another key.</summary>
    [PublicKeyText]
    public string[]? Denied { get; init; }

    /// <summary>Files with more denied keys. A key that is both allowed and denied is denied.</summary>
    public string[]? DeniedFiles { get; init; }

    // NIP-17 and NIP-65: whoever wants to write to somebody reads these first.
    /// <summary>Kinds that everybody may read. A filter passes if it names only such kinds.</summary>
    public KindSet OpenKinds { get; init; } = KindSet.Of(0, 3, 10002, 10050);

    internal bool IsRestricted => Allowed is not null || AllowedFiles is not null;

    internal bool IsOn => IsRestricted || Denied is { Length: > 0 } || DeniedFiles is { Length: > 0 };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context) =>
        KeyListProblems.Check(Allowed, AllowedFiles, Denied);
}
