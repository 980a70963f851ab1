using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-01: which events are kept, by the class of their kind.</summary>
public abstract class Nip01StorageTests(TestStore store) : RelayTests(store)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(41)]
    [InlineData(44)]
    [InlineData(45)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(9999)]
    [InlineData(40000)]
    [InlineData(65535)]
    public async Task Regular_events_are_all_kept(int kind)
    {
        var events = new[] { Alice.Event(kind), Alice.Event(kind, tags: Tag("d", "x")), Alice.Event(kind) };
        await Client.PublishAllAsync(events);
        await AssertStoredAsync(events);
    }

    [Fact]
    public async Task Same_event_again_is_a_duplicate_and_not_sent_again()
    {
        var note = Alice.Note();
        await Client.ReqAsync("live", "{}");
        await Client.PublishAllAsync(note);
        await AssertNextAsync("live", note);

        var again = await Client.PublishAsync(note);
        Assert.True(again.Accepted);
        Assert.StartsWith("duplicate: ", again.Message, StringComparison.Ordinal);

        var marker = Alice.Note();
        await Client.PublishAllAsync(marker);
        await AssertNextAsync("live", marker);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10000)]
    [InlineData(19999)]
    public async Task Newest_replaceable_event_of_an_author_and_kind_is_kept(int kind)
    {
        var (old, other) = (Alice.Event(kind, "old"), Bob.Event(kind));
        var current = Alice.Event(kind, "new", tags: Tag("d", "ignored"));
        await Client.PublishAllAsync(old, other, current);

        await AssertStoredAsync(other, current);
        await AssertNotStoredAsync(old);
        Assert.Equal(["new"], (await Client.QueryAsync($"{{\"kinds\":[{kind}],\"authors\":[\"{Alice.Hex}\"]}}")).Contents);
    }

    [Fact]
    public async Task While_a_version_is_replaced_without_rest_there_is_always_one()
    {
        await Client.PublishAllAsync(Alice.Event(0, at: Author.FirstTime));
        await using var writer = await Relay.ConnectAsync();
        using var enough = new CancellationTokenSource();
        var versions = 0;
        var writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await writer.PublishAllAsync(Enumerable.Range(0, 20).Select(_ => Alice.Event(0, at: Author.FirstTime + ++versions)));
        });
        var filter = $"{{\"authors\":[\"{Alice.Hex}\"],\"kinds\":[0]}}";
        for (var i = 0; i < 300; i++)
        {
            Assert.Single((await Client.QueryAsync(filter)).Events);
            Assert.Equal(1, await Client.CountAsync(filter));
        }
        await enough.CancelAsync();
        await writing;
        Assert.True(versions >= 20, $"{versions} versions");
    }

    [Theory]
    [InlineData(30000)]
    [InlineData(39999)]
    public async Task Newest_addressable_event_of_an_address_is_kept(int kind)
    {
        var old = Alice.Event(kind, tags: [["d", "one"], ["d", "two"]]);
        var otherAddress = Alice.Event(kind, tags: Tag("d", "two"));
        var otherAuthor = Bob.Event(kind, tags: Tag("d", "one"));
        var current = Alice.Event(kind, tags: Tag("d", "one"));
        await Client.PublishAllAsync(old, otherAddress, otherAuthor, current);

        await AssertStoredAsync(otherAddress, otherAuthor, current);
        await AssertNotStoredAsync(old);
    }

    [Fact]
    public async Task Missing_valueless_and_empty_d_tag_are_the_same_address()
    {
        string[][][] forms = [[], [["d"]], [["d", ""]], [["x", "y"]], [["d", "", "more"]]];
        NostrEvent? last = null;
        foreach (var form in forms)
        {
            var next = Alice.Event(30001, tags: form);
            await Client.PublishAllAsync(next);
            if (last is not null)
                await AssertNotStoredAsync(last);
            await AssertStoredAsync(last = next);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(5000)]
    public async Task D_tags_of_any_length_are_told_apart(int length)
    {
        var start = new string('x', length);
        var (a, b) = (Alice.Event(30001, "a", tags: Tag("d", start + "a")), Alice.Event(30001, "b", tags: Tag("d", start + "b")));
        var newer = Alice.Event(30001, "newer a", tags: Tag("d", start + "a"));
        await Client.PublishAllAsync(a, b, newer);
        await AssertStoredAsync(b, newer);
        await AssertNotStoredAsync(a);
        Assert.Equal(["newer a"], (await Client.QueryAsync($"{{\"#d\":[\"{start}a\"]}}")).Contents);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30001)]
    public async Task Of_versions_of_the_same_second_the_lowest_id_survives_in_either_order(int kind)
    {
        var at = Alice.Note().CreatedAt;
        var versions = new[] { Alice.Event(kind, "1", at), Alice.Event(kind, "2", at) }.OrderBy(static e => e.Id).ToArray();
        var others = new[] { Bob.Event(kind, "1", at), Bob.Event(kind, "2", at) }.OrderBy(static e => e.Id).ToArray();

        await Client.PublishAllAsync(versions[1], versions[0]);
        await Client.PublishAllAsync(others[0]);
        Assert.StartsWith("duplicate: ", await RefusalAsync(others[1]), StringComparison.Ordinal);
        Assert.StartsWith("duplicate: ", await RefusalAsync(versions[1]), StringComparison.Ordinal);

        await AssertStoredAsync(versions[0], others[0]);
        await AssertNotStoredAsync(versions[1], others[1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30001)]
    public async Task Older_version_is_refused_and_not_sent(int kind)
    {
        var older = Alice.Event(kind, "older");
        var current = Alice.Event(kind, "current");
        await Client.PublishAllAsync(current);
        await Client.ReqAsync("live", "{\"limit\":0}");

        Assert.Equal("duplicate: a newer version is already stored", await RefusalAsync(older));
        var again = await Client.PublishAsync(current);
        Assert.True(again.Accepted);
        Assert.StartsWith("duplicate: ", again.Message, StringComparison.Ordinal);

        var marker = Alice.Note();
        await Client.PublishAllAsync(marker);
        await AssertNextAsync("live", marker);
        await AssertNotStoredAsync(older);
    }

    [Theory]
    [InlineData(20000)]
    [InlineData(29999)]
    public async Task Ephemeral_event_is_sent_to_subscribers_and_not_stored(int kind)
    {
        await using var other = await Relay.ConnectAsync();
        await other.ReqAsync("live", $"{{\"kinds\":[{kind}]}}");
        var ephemeral = Alice.Event(kind);

        var ok = await Client.PublishAsync(ephemeral);

        Assert.Equal((true, ""), (ok.Accepted, ok.Message));
        Assert.Equal(ephemeral.Id, (await other.NextAsync<EventReply>()).Event.Id);
        await AssertNotStoredAsync(ephemeral);
        Assert.Equal(0, await Client.CountAsync($"{{\"kinds\":[{kind}]}}"));
    }

    [Fact]
    public async Task Ephemeral_event_that_nobody_listens_to_is_accepted() =>
        Assert.True((await Client.PublishAsync(Alice.Event(20001))).Accepted);

    [Theory]
    [InlineData(Kind.EncryptedDirectMessage)]
    [InlineData(Kind.GiftWrap)]
    public async Task Private_messages_are_accepted_and_shown_to_nobody(int kind)
    {
        var message = Alice.Event(kind, tags: Tag("p", Bob.Hex));
        await Client.ReqAsync("live", $"{{\"#p\":[\"{Bob.Hex}\"]}}", "{}");
        await Client.PublishAllAsync(message);

        await AssertNotStoredAsync(message);
        Assert.Equal(0, await Client.CountAsync($"{{\"kinds\":[{kind}]}}"));
        var marker = Alice.Note();
        await Client.PublishAllAsync(marker);
        await AssertNextAsync("live", marker);
    }

    [Fact]
    public async Task Two_versions_at_once_leave_one()
    {
        await using var other = await Relay.ConnectAsync();
        for (var round = 0; round < 20; round++)
        {
            var versions = new[] { Alice.Event(30001, tags: Tag("d", $"{round}")), Alice.Event(30001, tags: Tag("d", $"{round}")) };
            await Task.WhenAll(Client.PublishAsync(versions[0]), other.PublishAsync(versions[1]));
            Assert.Equal([versions[1].Id], (await Client.QueryAsync($"{{\"#d\":[\"{round}\"]}}")).Ids);
        }
    }
}
