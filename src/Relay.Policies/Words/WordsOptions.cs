using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Words</c>: words, patterns and sites that texts may not have.</summary>
public sealed class WordsOptions : IValidatableObject
{
    /// <summary>
    /// Files with one entry per line: word: …, pattern: … or domain: …; # begins a comment. The relay reads a file again when it changes.
    /// Without files the policy is off.
    /// </summary>
    public string[]? Files { get; init; }

    // What people read: profiles, notes, chats, threads, pictures, videos, polls, comments, articles.
    /// <summary>Kinds that the policy checks.</summary>
    public KindSet Kinds { get; init; } = KindSet.Of(0, Kind.TextNote, 9, 11, 20, 21, 22, 42, 1068, 1111, 1311, Kind.Article);

    // What clients show beside the content, and links to what they load.
    /// <summary>Names of tags whose items are checked like the content.</summary>
    public string[] Tags { get; init; } = ["subject", "title", "summary", "alt", "t", "r", "imeta", "image", "option"];

    internal bool IsOn => Files is { Length: > 0 };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (IsOn && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
