using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>
/// Requests to vanish pass the rules that keep other events out. So they must be small, only few may come from unknown keys, and they are
/// neither stored nor shown if there is nothing to erase.
/// </summary>
public sealed class VanishRuleTests : IAsyncDisposable
{
    const string Here = "wss://relay.example.com";
    const string TooManyOfAddress =
        "rate-limited: at most 10 keys unknown here may ask to vanish from one address in an hour, wait 360 seconds";

    readonly TestEngine _relay = new(options: new RelayOptions { PublicUrl = Here });
    readonly Author _alice = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    static NostrEvent Vanish(Author author, string content = "", params IEnumerable<string[]> tags) =>
        author.Event(Kind.Vanish, content, tags: [.. tags, ["relay", "ALL_RELAYS"]]);

    static IEnumerable<string[]> Others(int count) =>
        Enumerable.Range(0, count).Select(i => new[] { "relay", $"wss://relay{i}.other.example.com/inbox" });

    async Task AssertAnswerAsync(NostrEvent e, string? refusal, string? address = null)
    {
        var client = await _relay.ConnectAsync(address);
        Assert.Equal(RecordingOutbox.Ok(e, refusal is null, refusal ?? ""), await client.PublishAsync(e));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public Task Has_a_hundred_tags_at_most(int tags, bool isTaken) => AssertAnswerAsync(
        Vanish(_alice, tags: Others(tags - 1)), isTaken ? null : "invalid: a request to vanish has at most 100 tags");

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public Task Has_a_kilobyte_of_content_at_most(int bytes, bool isTaken) => AssertAnswerAsync(
        Vanish(_alice, new string('x', bytes)), isTaken ? null : "invalid: the content of a request to vanish has at most 1,024 bytes");

    [Theory]
    [InlineData(8_192, true)]
    [InlineData(8_193, false)]
    public Task Has_eight_kilobytes_at_most(int bytes, bool isTaken)
    {
        NostrEvent Of(int filler) => Vanish(_alice, tags: [["x", new string('y', filler)]]);
        var e = Of(4_000 + bytes - Of(4_000).Record.Length);
        Assert.Equal(bytes, e.Record.Length);
        return AssertAnswerAsync(e, isTaken ? null : "invalid: a request to vanish has at most 8,192 bytes");
    }

    [Fact]
    public Task Names_the_relay_wherever_it_does() =>
        AssertAnswerAsync(_alice.Event(Kind.Vanish, tags: [.. Others(99), ["relay", Here]]), null);

    [Fact]
    public async Task Leaves_nothing_but_a_tombstone_where_nothing_of_its_key_is()
    {
        var listener = await _relay.ConnectAsync();
        await listener.QueryAsync("live", "{}");
        var request = Vanish(_alice);
        var client = await _relay.ConnectAsync();

        Assert.Equal(RecordingOutbox.Ok(request), await client.PublishAsync(request));
        var repeated = await client.PublishAsync(request);

        Assert.Equal(RecordingOutbox.Ok(request, true, "duplicate: already have this event"), repeated);
        Assert.False(_relay.Store.Contains(request.Id));
        await AssertAnswerAsync(_alice.Note(at: request.CreatedAt), "blocked: the key asked to vanish from this relay");
        var note = _alice.Note();
        await client.PublishAsync(note);
        await listener.Outbox.WaitForAsync(RecordingOutbox.EventMessage("live", note));
        Assert.DoesNotContain(listener.Messages, message => message.Contains(request.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_keys_unknown_here_may_vanish_from_an_address_in_an_hour()
    {
        for (var i = 0; i < VanishAllowance.PerAddress; i++)
            await AssertAnswerAsync(Vanish(new Author()), null, "203.0.113.7");
        await AssertAnswerAsync(Vanish(_alice), TooManyOfAddress, "203.0.113.7");
        await AssertAnswerAsync(Vanish(_alice), null, "203.0.113.8");
        await AssertAnswerAsync(Vanish(new Author()), null, "127.0.0.1");

        _relay.Time.Advance(TimeSpan.FromHours(1));
        await AssertAnswerAsync(Vanish(new Author()), null, "203.0.113.7");
    }

    [Fact]
    public async Task Keys_of_which_something_is_here_are_not_counted()
    {
        for (var i = 0; i <= VanishAllowance.PerAddress; i++)
            await AssertAnswerAsync(Vanish(new Author()), i < VanishAllowance.PerAddress ? null : TooManyOfAddress, "203.0.113.7");
        var bob = new Author();
        await _relay.Store.AdmitAsync(_alice.Note(), CancellationToken.None);
        await _relay.Store.AdmitAsync(new Author().Event(Kind.GiftWrap, tags: ["p", bob.Hex]), CancellationToken.None);

        await AssertAnswerAsync(Vanish(_alice), null, "203.0.113.7");
        await AssertAnswerAsync(Vanish(bob), null, "203.0.113.7");
        await AssertAnswerAsync(Vanish(new Author()), TooManyOfAddress, "203.0.113.7");
    }

    [Fact]
    public void Keys_unknown_here_are_counted_in_all_and_the_table_is_bounded_so()
    {
        var allowance = new VanishAllowance(_relay.Time);
        ClientContext From(int i) => new() { Id = i, RemoteAddress = new([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]) };
        for (var i = 0; i < VanishAllowance.InAll; i++)
            Assert.False(allowance.Take(From(i)).IsRefused);

        Assert.StartsWith("rate-limited: ", allowance.Take(From(VanishAllowance.InAll)).Message, StringComparison.Ordinal);
        _relay.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(allowance.Take(From(VanishAllowance.InAll)).IsRefused);
    }

    [Fact]
    public async Task Is_not_stored_by_several_stores_of_which_none_has_anything_and_by_those_that_have()
    {
        var (first, second) = (new InMemoryStore(_relay.Time), new InMemoryStore(_relay.Time));
        await using var relay = new TestEngine(relay => relay.UseStore(first).UseStore(second));
        var client = await relay.ConnectAsync();
        var listener = await relay.ConnectAsync();
        await listener.QueryAsync("live", "{}");
        var (unknown, known) = (Vanish(new Author()), Vanish(_alice));
        await second.AdmitAsync(_alice.Note(at: known.CreatedAt), CancellationToken.None);

        foreach (var request in new[] { unknown, known })
        {
            Assert.Equal(RecordingOutbox.Ok(request), await client.PublishAsync(request));
            Assert.Equal(RecordingOutbox.Ok(request, true, "duplicate: already have this event"), await client.PublishAsync(request));
        }

        Assert.False(first.Contains(unknown.Id) || second.Contains(unknown.Id) || first.Contains(known.Id));
        Assert.True(second.Contains(known.Id));
        var note = _alice.Note();
        await client.PublishAsync(note);
        await listener.Outbox.WaitForAsync(RecordingOutbox.EventMessage("live", note));
        Assert.Equal(2, listener.Messages.Count);
    }
}
