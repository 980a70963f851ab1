using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-32: labels are found by themselves and by their namespaces.</summary>
public abstract class Nip32Tests(TestStore store) : RelayTests(store)
{
    const int Label = 1985;

    [Theory]
    [InlineData("{\"#l\":[\"MIT\"]}", "license of a subject;own note")]
    [InlineData("{\"#L\":[\"license\"]}", "license of a subject")]
    [InlineData("{\"#L\":[\"#t\"]}", "hashtag")]
    [InlineData("{\"#l\":[\"permies\"],\"#L\":[\"#t\"]}", "hashtag")]
    [InlineData("{\"#l\":[\"MIT\"],\"#L\":[\"license\"],\"kinds\":[1985]}", "license of a subject")]
    [InlineData("{\"#l\":[\"license\"]}", "")]
    [InlineData("{\"#L\":[\"MIT\"]}", "")]
    [InlineData("{\"#l\":[\"mit\"]}", "")]
    public async Task Labels_and_namespaces_are_found_stored_live_and_counted(string filter, string expected)
    {
        NostrEvent[] events =
        [
            Alice.Event(Label, "license of a subject", tags: [["L", "license"], ["l", "MIT", "license"], ["e", Bob.Note().Id.ToString()]]),
            Bob.Event(Label, "hashtag", tags: [["L", "#t"], ["l", "permies", "#t"], ["p", Alice.Hex]]),
            Bob.Note("own note", tags: [["l", "MIT", "ugc"]]),
        ];
        await Client.ReqAsync("live", filter);
        await Client.PublishAllAsync(events);

        var contents = expected.Split(';', StringSplitOptions.RemoveEmptyEntries);
        foreach (var content in contents)
            Assert.Equal(content, (await Client.NextAsync<EventReply>()).Event.Content);
        Assert.Empty(await Client.DrainAsync());
        Assert.Equal(contents.Reverse(), (await Client.QueryAsync(filter)).Contents);
        Assert.Equal(contents.Length, await Client.CountAsync(filter));
    }
}
