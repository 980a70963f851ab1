using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// The events of a relay that its operator moves away from: texts that are hard to carry over, and events that must not come back.
/// </summary>
sealed class OldHistory
{
    const string HardText = "\"quoted\" and \\quoted\\ \n\r\t\b\f \u0001\u001f\u007f \u2028 é 😀 <&>' $1 %s \\u0000 \\. \\N";

    /// <summary>The history. PostgreSQL cannot store text with a zero character, so no relay on it has such an event.</summary>
    public OldHistory(bool hasZeroCharacter)
    {
        var alice = new Author();
        var bob = new Author();
        var deleted = alice.Note("deleted");
        var article = alice.Event(Kind.Article, "first draft", tags: ["d", "x"]);
        Kept =
        [
            alice.Note(HardText), alice.Note(HardText, tags: [["t", HardText], ["x"], ["y", "", ""]]), alice.Note(),
            alice.Note(new string('x', 70_000)), alice.Note("protected", tags: ["-"]), alice.Event(4, "encrypted", tags: ["p", bob.Hex]),
            alice.Event(Kind.Article, "second draft", tags: ["d", "x"]), alice.Event(0, "{\"name\":\"newest\"}"), alice.Deletion(deleted),
            .. hasZeroCharacter ? [alice.Note("zero \0 character")] : Array.Empty<NostrEvent>(),
        ];
        Shown =
        [
            .. Kept, deleted, article, alice.Note("expired", tags: ["expiration", "1700000000"]),
            // The old relay knew nothing of requests to vanish.
            bob.Event(Kind.Vanish, tags: ["relay", "ALL_RELAYS"]), bob.Note("vanished", at: Author.FirstTime),
        ];
        Hidden = [alice.Note("hidden by the old relay"), alice.Event(0, "{\"name\":\"older\"}", at: Author.FirstTime)];
    }

    /// <summary>The events that the new relay must have afterwards.</summary>
    public IReadOnlyList<NostrEvent> Kept { get; }

    /// <summary>The events that the old relay shows.</summary>
    public IReadOnlyList<NostrEvent> Shown { get; }

    /// <summary>Events that are still in the old relay's database, and which it does not show.</summary>
    public IReadOnlyList<NostrEvent> Hidden { get; }
}
