using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Events with more tags than allowed, of kinds with checks of their own. They are refused for the number of tags first.</summary>
public sealed class ManyTagsTests
{
    const string Own = "wss://relay.example.com";

    [Theory]
    [InlineData(Kind.Vanish, "relay", 19_000)]
    [InlineData(Kind.Deletion, "e", 6_000)]
    [InlineData(Kind.TextNote, "t", 30_000)]
    public async Task Number_of_tags_is_looked_at_first(int kind, string name, int count)
    {
        await using var relay = await TestRelay.StartAsync(new() { Options = new RelayOptions { PublicUrl = Own } });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var client = await relay.ConnectAsync();
        var alice = new Author();
        var note = alice.Note();
        await client.PublishAllAsync(note);
        var value = name == "e" ? new string('a', 64) : "x";
        for (var i = 0; i < 5; i++)
        {
            var e = alice.Event(kind, $"{i}", tags: [.. Enumerable.Repeat(new[] { name, value }, count), ["relay", Own]]);
            Assert.Equal("invalid: too many tags (Relay:Limits:MaxEventTags is 5000)", (await client.PublishAsync(e)).Message);
            await bystander.WorkAsync(1);
        }
        // Nothing in the refused events took effect.
        Assert.Single((await client.QueryAsync($"{{\"ids\":[\"{note.Id}\"]}}")).Events);
    }
}
