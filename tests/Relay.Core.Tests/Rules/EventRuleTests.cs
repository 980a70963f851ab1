using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>The rules for an event before any store sees it.</summary>
public sealed class EventRuleTests : IAsyncDisposable
{
    readonly TestEngine _relay = new(options: new RelayOptions
    {
        PublicUrl = "wss://Relay.Example.com/",
        Limits = new LimitsOptions { MaxEventTags = 3, CreatedAtMaxSecondsAhead = 60 },
    });

    readonly Author _alice = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    async Task AssertAnswerAsync(NostrEvent e, bool accepted, string text = "")
    {
        var client = await _relay.ConnectAsync();
        Assert.Equal(RecordingOutbox.Ok(e, accepted, text), await client.PublishAsync(e));
        if (!accepted)
            Assert.False(_relay.Store.Contains(e.Id));
    }

    [Fact]
    public async Task Signature_of_another_event_is_invalid()
    {
        var (one, other) = (_alice.Note("one"), _alice.Note("other"));
        var record = one.Record.ToArray();
        other.View.Signature.CopyTo(record.AsSpan(64));

        await AssertAnswerAsync(new NostrEvent(new EventView(record)), false, "invalid: signature is invalid");
        await AssertAnswerAsync(one, true);
    }

    [Fact]
    public async Task As_many_tags_as_allowed_pass_and_one_more_does_not()
    {
        await AssertAnswerAsync(_alice.Note(tags: [["a"], ["b"], ["c"]]), true);
        await AssertAnswerAsync(
            _alice.Note(tags: [["a"], ["b"], ["c"], ["d"]]), false, "invalid: too many tags (Relay:Limits:MaxEventTags is 3)");
    }

    [Fact]
    public async Task Time_as_far_ahead_as_allowed_passes_and_a_second_more_does_not()
    {
        await AssertAnswerAsync(_alice.Note(at: _relay.Time.Now + 60), true);
        await AssertAnswerAsync(_alice.Note(at: _relay.Time.Now + 61), false,
            "invalid: created_at is too far in the future (Relay:Limits:CreatedAtMaxSecondsAhead is 60)");
        await AssertAnswerAsync(_alice.Note(at: 0), true);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("-", "more")]
    public async Task Protected_event_is_refused(params string[] tag) =>
        await AssertAnswerAsync(_alice.Note(tags: tag), false, "auth-required: a protected event must be published by its author");

    [Theory]
    [InlineData("""{"tags":[["-"]]}""")]
    [InlineData("""{"\u0074ags":[["\u002d"]]}""")]
    [InlineData("""{"\ud800":1,"tags":[["\ud800"],["-"]]}""")]
    public async Task Repost_of_a_protected_event_is_refused(string content) =>
        await AssertAnswerAsync(_alice.Event(6, content), false, "blocked: reposts must not carry protected events");

    [Fact]
    public async Task Repost_of_a_protected_event_behind_deep_nesting_is_refused() => await AssertAnswerAsync(
        _alice.Event(6, $$"""{"x":{{new string('[', 10_000)}}{{new string(']', 10_000)}},"tags":[["-"]]}"""),
        false, "blocked: reposts must not carry protected events");

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"tags":[["\uDC00"]]}""")]
    [InlineData("""{"tags":[["e","-"],["\\u002d"]]}""")]
    [InlineData("""{"tags":[["-"]],""")]
    public async Task Repost_of_anything_else_is_accepted(string content) => await AssertAnswerAsync(_alice.Event(16, content), true);

    [Fact]
    public async Task Tag_whose_value_is_a_dash_protects_nothing() => await AssertAnswerAsync(_alice.Note(tags: ["t", "-"]), true);

    [Fact]
    public async Task Authentication_event_is_not_published() =>
        await AssertAnswerAsync(_alice.Event(22242), false, "invalid: authentication events are not published");

    [Theory]
    [InlineData("ALL_RELAYS")]
    [InlineData("wss://relay.example.com")]
    [InlineData("wss://relay.example.com/")]
    [InlineData("WSS://RELAY.example.com:443/")]
    [InlineData("ws://relay.example.com")]
    public async Task Request_to_vanish_from_this_relay_is_taken(string relay) =>
        await AssertAnswerAsync(_alice.Event(62, tags: [["relay", "wss://elsewhere.example.com"], ["relay", relay]]), true);

    [Theory]
    [InlineData("all_relays")]
    [InlineData("ALL_RELAYS ")]
    [InlineData("wss://relay.example.com/path")]
    [InlineData("wss://relay.example.com:8443")]
    [InlineData("https://relay.example.com")]
    [InlineData("relay.example.com")]
    [InlineData("wss://relay\u200d.example.com")]
    [InlineData("wss://xn--é.example.com")]
    [InlineData("")]
    public async Task Request_to_vanish_from_other_relays_is_refused(string relay) =>
        await AssertAnswerAsync(_alice.Event(62, tags: ["relay", relay]), false, "invalid: the request to vanish names other relays");

    [Fact]
    public async Task Request_to_vanish_that_names_no_relay_is_refused() =>
        await AssertAnswerAsync(_alice.Event(62, tags: ["r", "ALL_RELAYS"]), false, "invalid: a request to vanish names a relay");

    [Fact]
    public async Task Vanished_key_is_told_so()
    {
        await AssertAnswerAsync(_alice.Event(62, at: 1000, tags: ["relay", "ALL_RELAYS"]), true);

        await AssertAnswerAsync(_alice.Note(at: 1000), false, "blocked: the key asked to vanish from this relay");
    }

    [Fact]
    public async Task Expired_ephemeral_event_is_refused_like_a_stored_one()
    {
        var now = $"{_relay.Time.Now}";
        await AssertAnswerAsync(_alice.Note(tags: ["expiration", now]), false, "invalid: event expired");
        await AssertAnswerAsync(_alice.Event(20001, tags: ["expiration", now]), false, "invalid: event expired");
    }

    [Theory]
    [InlineData(20000)]
    [InlineData(21059)]
    [InlineData(29999)]
    public async Task Ephemeral_event_is_accepted_and_not_stored(int kind)
    {
        var e = _alice.Event(kind);
        await AssertAnswerAsync(e, true);

        Assert.False(_relay.Store.Contains(e.Id));
    }

    [Fact]
    public async Task Stored_event_is_recognised_before_its_signature_is_looked_at()
    {
        var e = _alice.Note();
        await AssertAnswerAsync(e, true);
        var record = e.Record.ToArray();
        record.AsSpan(64, 64).Clear();

        await AssertAnswerAsync(new NostrEvent(new EventView(record)), true, "duplicate: already have this event");
    }
}
