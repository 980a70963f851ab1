using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Authors</c>: whose events are accepted.</summary>
public sealed class AuthorsOptions : IValidatableObject
{
    /// <summary>Keys whose events are accepted; with neither this nor <see cref="AllowedFiles"/>, everybody's are.</summary>
    [Description(
        "Public keys (npub or hex) whose events the relay accepts. If neither Allowed nor AllowedFiles is set, it accepts "
        + "everybody's events.")]
    [PublicKeyText]
    public string[]? Allowed { get; init; }

    /// <summary>Files with further allowed keys, one a line.</summary>
    [Description(
        "Files with more allowed keys, one per line; # begins a comment. The relay reads a file again when it changes. The safest "
        + "way to change a file is to rename a new one over it.")]
    public string[]? AllowedFiles { get; init; }

    /// <summary>Keys of whose events only requests to vanish are accepted.</summary>
    [Description("Public keys (npub or hex) whose events the relay does not accept, except requests to vanish (62)."), PublicKeyText]
    public string[]? Denied { get; init; }

    /// <summary>Files with further denied keys, one a line.</summary>
    [Description("Files with more denied keys. A key that is both allowed and denied is denied.")]
    public string[]? DeniedFiles { get; init; }

    // Off: an inbox takes what strangers write, and so needs other limits.
    /// <summary>Whether events of others are accepted, too, if a <c>p</c> tag names an allowed key: an inbox.</summary>
    [Description(
        "Make the relay an inbox: also accept events of other keys if their kind is in TaggingKinds and a p tag names an allowed key.")]
    public bool AllowTagging { get; init; }

    /// <summary>The kinds in which naming an allowed key lets an event of others in.</summary>
    [Description("Kinds of events that AllowTagging accepts from other keys. With kind 1, everybody who mentions an allowed key gets in.")]
    public KindSet TaggingKinds { get; init; } = Exemptions.TaggingKinds;

    /// <summary>Kinds that are accepted from everybody who is not denied.</summary>
    [Description("Kinds that the relay accepts from every key that is not denied.")]
    public KindSet ExemptKinds { get; init; } = Exemptions.Kinds;

    /// <summary>Whether only some may publish.</summary>
    internal bool IsRestricted => Allowed is not null || AllowedFiles is not null;

    internal bool IsOn => IsRestricted || Denied is { Length: > 0 } || DeniedFiles is { Length: > 0 };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Exemptions.Check(ExemptKinds) is { } problem)
            yield return new(problem, [nameof(ExemptKinds)]);
        if (AllowTagging && !IsRestricted)
            yield return new("never applies: without allowed keys everybody may publish", [nameof(AllowTagging)]);
        if (Exemptions.CheckTagging(AllowTagging, TaggingKinds) is { } taggingProblem)
            yield return new(taggingProblem, [nameof(TaggingKinds)]);
        foreach (var result in KeyListProblems.Check(Allowed, AllowedFiles, Denied))
            yield return result;
    }
}
