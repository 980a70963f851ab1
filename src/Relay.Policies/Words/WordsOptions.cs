using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Words</c>: words, patterns and sites that texts may not have.</summary>
public sealed class WordsOptions : IValidatableObject
{
    /// <summary>Files with words, patterns and domains, one a line; none switches the policy off.</summary>
    [Description(
        "Files with one entry per line: word: …, pattern: … or domain: …; # begins a comment. The relay reads a file again when it "
        + "changes.")]
    public string[]? Files { get; init; }

    // What people read: profiles, notes, chats, threads, pictures, videos, polls, comments, articles.
    /// <summary>The kinds that are looked at.</summary>
    [Description("Kinds that the policy checks.")]
    public KindSet Kinds { get; init; } = KindSet.Of(0, Kind.TextNote, 9, 11, 20, 21, 22, 42, 1068, 1111, 1311, Kind.Article);

    // What clients show beside the content, and links to what they load.
    /// <summary>Names of tags whose items are read like the content.</summary>
    [Description("Names of tags whose items are checked like the content.")]
    public string[] Tags { get; init; } = ["subject", "title", "summary", "alt", "t", "r", "imeta", "image", "option"];

    internal bool IsOn => Files is { Length: > 0 };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
