namespace Relay.Nostr;

/// <summary>What a term stands for. The numbers are the first byte of posting lists on disk.</summary>
public enum TermType : byte
{
    /// <summary>Every event.</summary>
    All = 1,

    /// <summary>A kind.</summary>
    Kind = 2,

    /// <summary>An author and a kind.</summary>
    AuthorKind = 3,

    /// <summary>A single-letter tag and its value.</summary>
    Tag = 4,

    /// <summary>The address of an addressable event.</summary>
    Address = 5,

    /// <summary>An author. Only the live index has these terms.</summary>
    Author = 6,

    /// <summary>An event id. Only the live index has these terms.</summary>
    Id = 7,
}
