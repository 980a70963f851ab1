using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A way in which a client could see an event: one column of the matrix.</summary>
/// <param name="Name">Its name in the test's report.</param>
/// <param name="IsLive">Whether it shows events published from now on, rather than stored ones.</param>
/// <param name="SeesAsync">Whether the client sees the event, which <c>publish</c> publishes.</param>
sealed record Surface(string Name, bool IsLive, Func<RelayClient, NostrEvent, Func<Task>, Task<bool>> SeesAsync)
{
    public static readonly Surface[] All =
    [
        Stored("kind", static e => $$"""{"kinds":[{{e.Kind}}]}"""),
        Stored("kind among others", static e => $$"""{"kinds":[{{e.Kind}},7]}"""),
        Stored("everything", static _ => "{}"),
        Stored("ids", static e => $$"""{"ids":["{{e.Id}}"]}"""),
        Stored("ids and kind", static e => $$"""{"ids":["{{e.Id}}"],"kinds":[{{e.Kind}}]}"""),
        Stored("author", static e => $$"""{"authors":["{{e.PublicKey}}"]}"""),
        Stored("author and kind", static e => $$"""{"authors":["{{e.PublicKey}}"],"kinds":[{{e.Kind}}]}"""),
        Stored("recipient", static e => $$"""{"#p":[{{Recipients(e)}}]}"""),
        Stored("recipient and kind among others", static e => $$"""{"#p":[{{Recipients(e)}}],"kinds":[{{e.Kind}},7],"limit":5}"""),
        Stored(
            "author, recipient and kind",
            static e => $$"""{"authors":["{{e.PublicKey}}"],"#p":[{{Recipients(e)}}],"kinds":[{{e.Kind}}]}"""),
        Stored("time", static e => $$"""{"since":{{e.CreatedAt}},"until":{{e.CreatedAt}}}"""),
        Counted("COUNT of ids", static e => $$"""{"ids":["{{e.Id}}"]}"""),
        Counted("COUNT of author", static e => $$"""{"authors":["{{e.PublicKey}}"],"since":{{e.CreatedAt}},"until":{{e.CreatedAt}}}"""),
        Counted(
            "COUNT of author and kind", static e => $$"""{"authors":["{{e.PublicKey}}"],"kinds":[{{e.Kind}}],"until":{{e.CreatedAt}}}"""),
        Counted("COUNT of time and kind", static e => $$"""{"kinds":[{{e.Kind}}],"since":{{e.CreatedAt}},"until":{{e.CreatedAt}}}"""),
        Registers("HyperLogLog of recipient", static e => $$"""{"#p":[{{LastRecipient(e)}}]}"""),
        Registers("HyperLogLog of author, recipient and kind", static e =>
            $$"""{"#p":[{{LastRecipient(e)}}],"authors":["{{e.PublicKey}}"],"kinds":[{{e.Kind}}]}"""),
        Live("live, everything", static _ => "{}"),
        Live("live, kind among others", static e => $$"""{"kinds":[{{e.Kind}},7]}"""),
        Live("live, kind", static e => $$"""{"kinds":[{{e.Kind}}]}"""),
        Live("live, limit 0", static _ => """{"limit":0}"""),
        Live("live, author", static e => $$"""{"authors":["{{e.PublicKey}}"]}"""),
        Live("live, recipient", static e => $$"""{"#p":[{{Recipients(e)}}],"limit":0}"""),
        Live("live, id", static e => $$"""{"ids":["{{e.Id}}"]}"""),
    ];

    public override string ToString() => Name;

    static Surface Stored(string name, Func<NostrEvent, string> filter) => new(name, false, async (client, e, publish) =>
    {
        await publish();
        return (await client.QueryAsync(filter(e))).Ids.Contains(e.Id);
    });

    static Surface Counted(string name, Func<NostrEvent, string> filter) => new(name, false, async (client, e, publish) =>
    {
        await publish();
        return await client.CountAsync("count", filter(e)) is CountReply { Count: > 0 };
    });

    /// <summary>Registers that are not all zero reveal an author. No other events here name the recipient.</summary>
    static Surface Registers(string name, Func<NostrEvent, string> filter) => new(name, false, async (client, e, publish) =>
    {
        await publish();
        return await client.CountAsync("count", filter(e)) is CountReply { Hll: { } registers }
            && registers.AsSpan().ContainsAnyExcept('0');
    });

    static Surface Live(string name, Func<NostrEvent, string> filter) => new(name, true, async (client, e, publish) =>
    {
        await client.ReqAsync("live", filter(e));
        var marker = new Author().Note();
        await client.ReqAsync("marker", $$"""{"ids":["{{marker.Id}}"]}""");
        await publish();
        // Live events come in the order in which they are stored, so all earlier events have come with the marker.
        await client.PublishAllAsync(marker);
        var seen = false;
        while (await client.NextAsync<EventReply>() is { Subscription: not "marker" } reply)
            seen |= reply.Event.Id == e.Id;
        await client.CloseAsync("live");
        await client.CloseAsync("marker");
        await client.DrainAsync();
        return seen;
    });

    static string LastRecipient(NostrEvent e) => Recipients(e).Split(',')[^1];

    static string Recipients(NostrEvent e)
    {
        var keys = new List<string>();
        foreach (var tag in e.Tags)
        {
            if (tag.Letter == 'p' && tag.Value.IsHex)
                keys.Add($"\"{tag.Value.ToString()}\"");
        }
        return string.Join(',', keys);
    }
}
