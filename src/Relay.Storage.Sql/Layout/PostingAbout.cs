using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// What a row of <c>postings</c> says about its event, so that many events need not be read, and their bytes are known before:
/// <code>
/// size of the record in KiB, rounded down | has expiration 1 | kind 16
/// </code>
/// </summary>
/// <param name="Value">The number in the column <c>about</c>.</param>
readonly record struct PostingAbout(long Value)
{
    /// <summary>The bit that says that the event has an expiration tag.</summary>
    public const long Expires = 1 << 16;

    /// <summary>The bits of the kind.</summary>
    public const long KindBits = ushort.MaxValue;

    /// <summary>What is said about an event.</summary>
    public static PostingAbout Of(EventView e) =>
        new((long)(e.Record.Length >> 10) << 17 | (e.HasExpiration ? Expires : 0) | e.Kind);

    /// <summary>The kind.</summary>
    public ushort Kind => (ushort)Value;

    /// <summary>The most bytes that the record has.</summary>
    public int MostBytes => (int)((Value >> 17) + 1) << 10;
}
