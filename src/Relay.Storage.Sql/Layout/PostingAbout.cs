using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// What a row of <c>postings</c> says about its event, so that most events that do not match need not be read, and the bytes of those that
/// are read are known before:
/// <code>
/// part of a hash of the author 16 | size of the record in KiB, rounded down 14 | has expiration 1 | kind 16
/// </code>
/// </summary>
/// <param name="Value">The number in the column <c>about</c>.</param>
readonly record struct PostingAbout(long Value)
{
    /// <summary>The bit that says that the event has an expiration tag.</summary>
    public const long Expires = 1 << 16;

    /// <summary>The bits of the kind.</summary>
    public const long KindBits = ushort.MaxValue;

    const int SizeShift = 17, AuthorShift = 31, MostKiB = (1 << 14) - 1;

    /// <summary>What is said about an event by the author with this list.</summary>
    public static PostingAbout Of(EventView e, long author) => new(
        (long)(ushort)author << AuthorShift | (long)Math.Min(e.Record.Length >> 10, MostKiB) << SizeShift
        | (e.HasExpiration ? Expires : 0) | e.Kind);

    /// <summary>The kind.</summary>
    public ushort Kind => (ushort)Value;

    /// <summary>The last 16 bits of the author's term.</summary>
    public ushort Author => (ushort)(Value >> AuthorShift);

    /// <summary>The most bytes that the record has.</summary>
    public int MostBytes => (int)((Value >> SizeShift & MostKiB) + 1) << 10;
}
