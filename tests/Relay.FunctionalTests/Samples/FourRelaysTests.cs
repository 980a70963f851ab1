using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The sample with four relays of one person: each takes what is meant for it, and shows nothing of another's.</summary>
public sealed class FourRelaysTests : IDisposable
{
    static readonly string[] Names = ["outbox", "inbox", "chat", "private"];

    readonly TemporaryFolder _folder = new();
    readonly Author _owner = new();
    readonly Author _friend = new();
    readonly Author _stranger = new();

    [Fact]
    public async Task Each_relay_takes_what_is_meant_for_it()
    {
        await using var sample = Start();
        var address = new UriBuilder(await sample.ListeningAsync()) { Scheme = "ws" }.Uri;

        await using var outbox = await RelayClient.ConnectAsync(address);
        var note = _owner.Note("public");
        await outbox.PublishAllAsync(note, _owner.Event(Kind.FollowList, "", null, ["p", _friend.Hex]));
        Assert.Equal("blocked: only the owner publishes here", (await outbox.PublishAsync(_stranger.Note())).Message);

        await using var inbox = await RelayClient.ConnectAsync(new Uri(address, "inbox"));
        var mention = _stranger.Note("hello", null, ["p", _owner.Hex]);
        await inbox.PublishAllAsync(mention);
        Assert.Equal("blocked: this is not for the owner", (await inbox.PublishAsync(_stranger.Note())).Message);

        var wrap = _stranger.Event(Kind.GiftWrap, "sealed", null, ["p", _owner.Hex]);
        await using var friend = await ConnectAsync(address, "chat", _friend);
        await friend.PublishAllAsync(wrap);
        await using var stranger = await ConnectAsync(address, "chat", _stranger);
        Assert.Equal(
            "restricted: the owner does not follow you",
            (await stranger.PublishAsync(new Author().Event(Kind.GiftWrap, "", null, ["p", _owner.Hex]))).Message);

        await using var own = await ConnectAsync(address, "private", _owner);
        var draft = _owner.Note("draft");
        await own.PublishAllAsync(draft);
        await using var other = await ConnectAsync(address, "private", _friend);
        Assert.Equal("restricted: only for the owner", (await other.QueryAsync("{}")).Closed);
        Assert.Equal("restricted: only for the owner", (await other.PublishAsync(_friend.Note())).Message);

        await using var chat = await ConnectAsync(address, "chat", _owner);
        Assert.Equal(note.Id, Assert.Single((await outbox.QueryAsync("""{"kinds":[1]}""")).Events).Id);
        Assert.Equal(mention.Id, Assert.Single((await inbox.QueryAsync("{}")).Events).Id);
        Assert.Equal(wrap.Id, Assert.Single((await chat.QueryAsync("{}")).Events).Id);
        Assert.Equal(draft.Id, Assert.Single((await own.QueryAsync("{}")).Events).Id);
    }

    public void Dispose() => _folder.Dispose();

    async Task<RelayClient> ConnectAsync(Uri address, string name, Author author)
    {
        var client = await RelayClient.ConnectAsync(new Uri(address, name));
        Assert.True((await client.AuthenticateAsync(author, $"ws://localhost:7449/{name}")).Accepted);
        return client;
    }

    RelayProcess Start() => RelayProcess.Start(
        Repository.SampleOf("FourRelays"), _folder.Path,
        ["--urls", "http://127.0.0.1:0", "--contentRoot", Path.GetDirectoryName(Repository.SampleOf("FourRelays"))!, "--Owner", _owner.Hex],
        [.. Names.Select(name => ($"Relays__{name}__Store__Path", Path.Combine(_folder.Path, name)))]);
}
