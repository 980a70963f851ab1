using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>An event that not everybody may see, or that is gone: one row of the matrix.</summary>
/// <param name="Name">Its name in the test's report.</param>
/// <param name="Make">Makes one, from an author to a recipient.</param>
sealed record Secret(string Name, Func<Author, Author, NostrEvent> Make)
{
    /// <summary>The askers that see it.</summary>
    public required Asker[] SeenBy { get; init; }

    /// <summary>Whether queries find it at all.</summary>
    public bool IsStored { get; init; } = true;

    /// <summary>An event that must be stored first, if any; otherwise the secret itself would not be stored.</summary>
    public Func<Author, Author, NostrEvent>? Before { get; init; }

    /// <summary>Removes it after it was stored. Then only queries are tested, because it was still visible when it was live.</summary>
    public Func<TestRelay, RelayClient, Author, NostrEvent, Task>? Remove { get; init; }

    static readonly Asker[] Everybody = Enum.GetValues<Asker>();
    static readonly Asker[] Concerned = [Asker.Author, Asker.Recipient, Asker.StrangerAndRecipient];

    public static readonly Secret[] All =
    [
        new("note", static (from, to) => from.Note(tags: ["p", to.Hex])) { SeenBy = Everybody },
        new("direct message", static (from, to) => from.Event(4, tags: ["p", to.Hex])) { SeenBy = Concerned },
        new("gift wrap", static (from, to) => from.Event(1059, tags: ["p", to.Hex])) { SeenBy = Concerned },
        new("gift wrap to several",
            static (from, to) => from.Event(1059, tags: [["p", new Author().Hex], ["x"], ["p", to.Hex]])) { SeenBy = Concerned },
        new("message that names the recipient elsewhere", static (from, to) => from.Event(
            4, tags: [["P", to.Hex], ["p", new Author().Hex, to.Hex]]))
        {
            SeenBy = [Asker.Author],
        },
        new("ephemeral gift wrap", static (from, to) => from.Event(21059, tags: ["p", to.Hex])) { SeenBy = Concerned, IsStored = false },
        new("draft", static (from, to) => from.Event(31234, tags: [["d", "x"], ["p", to.Hex]])) { SeenBy = [Asker.Author] },
        new("request to vanish", static (from, to) => from.Event(62, tags: [["relay", "ALL_RELAYS"], ["p", to.Hex]]))
        {
            SeenBy = [Asker.Author],
            Before = static (from, _) => from.Note(),
        },
        new("deleted note", static (from, to) => from.Note(tags: ["p", to.Hex]))
        {
            SeenBy = [],
            Remove = static (_, client, author, e) => client.PublishAllAsync(author.Deletion(e)),
        },
        new("note of a vanished key", static (from, to) => from.Note(tags: ["p", to.Hex]))
        {
            SeenBy = [],
            Remove = static (_, client, author, _) => client.PublishAllAsync(author.Event(62, tags: ["relay", "ALL_RELAYS"])),
        },
        new("expired message", static (from, to) => from.Event(4, tags: [["p", to.Hex], ["expiration", $"{FakeTime.Start + 10}"]]))
        {
            SeenBy = [],
            Remove = static (relay, _, _, _) =>
            {
                ((FakeTime)relay.Time).Advance(TimeSpan.FromSeconds(10));
                return Task.CompletedTask;
            },
        },
    ];

    public override string ToString() => Name;
}
