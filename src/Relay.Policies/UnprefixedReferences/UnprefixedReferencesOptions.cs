using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:UnprefixedReferences</c>: references to keys and events in texts without nostr: before them.</summary>
public sealed class UnprefixedReferencesOptions : IValidatableObject
{
    // Most readers' clients show them as links anyway.
    /// <summary>Refuse texts that name npub1…, note1…, nprofile1…, nevent1… or naddr1… without nostr: before it (NIP-27).</summary>
    public bool Enabled { get; init; }

    // What people read as text: notes, threads, comments, articles. The content of other kinds has rules of its own.
    /// <summary>Kinds whose content the policy checks.</summary>
    public KindSet Kinds { get; init; } = KindSet.Of(Kind.TextNote, 11, 1111, Kind.Article);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Enabled && Kinds.IsEmpty)
            yield return new("names no kind", [nameof(Kinds)]);
    }
}
