using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Authors</c>: whose events are accepted.</summary>
public sealed class AuthorsOptions : IValidatableObject
{
    /// <summary>
    /// Public keys (npub or hex) whose events the relay accepts. If neither Allowed nor <see cref="AllowedFiles"/> is set, it accepts
    /// everybody's events.
    /// </summary>
    [PublicKeyText]
    public string[]? Allowed { get; init; }

    /// <summary>
    /// Files with more allowed keys, one per line; # begins a comment. The relay reads a file again when it changes. The safest way to
    /// change a file is to rename a new one over it.
    /// </summary>
    public string[]? AllowedFiles { get; init; }

    /// <summary>Public keys (npub or hex) whose events the relay does not accept, except requests to vanish (62).</summary>
    [PublicKeyText]
    public string[]? Denied { get; init; }

    /// <summary>Files with more denied keys. A key that is both allowed and denied is denied.</summary>
    public string[]? DeniedFiles { get; init; }

    // Off: an inbox takes what strangers write, and so needs other limits.
    /// <summary>
    /// Make the relay an inbox: also accept events of other keys if their kind is in <see cref="TaggingKinds"/> and a p tag names an
    /// allowed key.
    /// </summary>
    public bool AllowTagging { get; init; }

    /// <summary>
    /// Kinds of events that <see cref="AllowTagging"/> accepts from other keys. With kind 1, everybody who mentions an allowed key gets in.
    /// </summary>
    public KindSet TaggingKinds { get; init; } = Exemptions.TaggingKinds;

    /// <summary>Kinds that the relay accepts from every key that is not denied.</summary>
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
