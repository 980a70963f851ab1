using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Readers</c>: who may read.</summary>
public sealed class ReadersOptions : IValidatableObject
{
    /// <summary>Keys that may read once proved; with neither this nor <see cref="AllowedFiles"/>, all but the denied ones.</summary>
    [Description("Public keys (npub or hex) that may read, once proved (NIP-42); without these and AllowedFiles, all but the denied.")]
    [PublicKeyText]
    public string[]? Allowed { get; init; }

    /// <summary>Files with further allowed keys, one a line.</summary>
    [Description("Files with further allowed keys, one a line, # for comments; read again when they change (replace a file by renaming).")]
    public string[]? AllowedFiles { get; init; }

    /// <summary>Keys that may not read.</summary>
    [Description("Public keys (npub or hex) that may not read; everybody else must prove a key."), PublicKeyText]
    public string[]? Denied { get; init; }

    /// <summary>Files with further denied keys, one a line.</summary>
    [Description("Files with further denied keys; a key in both lists is denied.")]
    public string[]? DeniedFiles { get; init; }

    // NIP-17 and NIP-65: whoever wants to write to somebody reads these first.
    /// <summary>Kinds that everybody may read.</summary>
    [Description("Kinds that everybody may read: a filter that names no others passes.")]
    public KindSet OpenKinds { get; init; } = KindSet.Of(0, 3, 10002, 10050);

    internal bool IsRestricted => Allowed is not null || AllowedFiles is not null;

    internal bool IsOn => IsRestricted || Denied is { Length: > 0 } || DeniedFiles is { Length: > 0 };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context) =>
        KeyListProblems.Check(Allowed, AllowedFiles, Denied);
}
