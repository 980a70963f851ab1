using System.Text.Json;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Answers of hooks that make no sense: the client gets an answer by the protocol, and the log names the hook.</summary>
public sealed class WrongAnswerTests
{
    const string Internal = "error: internal error";

    readonly Author _alice = new();

    [Fact]
    public async Task No_filter_in_place_of_a_filter_closes_the_query()
    {
        await using var relay = await StartAsync(static relay => relay
            .OverwriteFilter((_, filter) => filter.Limit == 7 ? null! : filter)
            .OverwriteFilter((_, filter) => filter with { Until = null }));
        await using var client = await relay.ConnectAsync();

        Assert.Equal(Internal, (await client.ReqAsync("q", """{"limit":7}""")).Closed);
        Assert.Equal(Internal, ((ClosedReply)await client.CountAsync("c", """{"limit":7}""")).Message);
        Assert.Null((await client.QueryAsync("{}")).Closed);
        AssertNames(relay, "IOverwriteFilterHook", 2);
    }

    [Fact]
    public async Task No_event_in_place_of_an_event_closes_the_query_and_leaves_out_the_live_event()
    {
        await using var relay = await StartAsync(static relay => relay.OverwriteResponseEvent((_, e) => e.Content == "none" ? null! : e));
        await using var client = await relay.ConnectAsync();
        await client.ReqAsync("live", """{"limit":0}""");
        NostrEvent none = _alice.Note("none"), next = _alice.Note("next");
        await client.PublishAllAsync(none, next);

        Assert.Equal(next.Id, (await client.NextAsync<EventReply>()).Event.Id);
        Assert.Equal(Internal, (await client.ReqAsync("q", "{}")).Closed);
        AssertNames(relay, "IOverwriteResponseEventHook", 2);
    }

    [Fact]
    public async Task No_information_document_leaves_the_relays_own()
    {
        await using var relay = await StartAsync(static relay => relay.OverwriteRelayInformation((_, _) => null!));
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        http.DefaultRequestHeaders.Add("Accept", "application/nostr+json");
        using var document = JsonDocument.Parse(await http.GetStringAsync("/"));
        Assert.True(document.RootElement.TryGetProperty("supported_nips", out _));
        AssertNames(relay, "IOverwriteRelayInformationHook", 1);
    }

    [Fact]
    public async Task Less_than_nothing_is_no_count()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = static _ => null,
            Configure = static relay => relay
                .CountEvents(static _ => -1, appliesVisibility: true)
                .CountEventsHll(static (_, _) => -1, appliesVisibility: true),
            AllowsErrors = true,
        });
        await using var client = await relay.ConnectAsync();

        Assert.Equal(Internal, ((ClosedReply)await client.CountAsync("c", "{}")).Message);
        Assert.Equal(Internal, ((ClosedReply)await client.CountAsync("c", $$"""{"#p":["{{_alice.Hex}}"]}""")).Message);
        Assert.Equal(2, relay.Log.Records.Count);
    }

    [Theory]
    [InlineData("no prefix", "error: no prefix")]
    [InlineData("", "error: the event could not be stored")]
    [InlineData("Blocked: not a word of NIP-01", "error: Blocked: not a word of NIP-01")]
    [InlineData("two words: text", "error: two words: text")]
    [InlineData("mute: nobody listens", "mute: nobody listens")]
    public async Task A_reason_gets_the_prefix_that_it_lacks(string reason, string answer)
    {
        await using var relay = await StartAsync(
            relay => relay.StoreEvent(_ => StoreResult.Failed(reason)));
        await using var client = await relay.ConnectAsync();
        var ok = await client.PublishAsync(_alice.Note());
        Assert.Equal((false, answer), (ok.Accepted, ok.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Blocked")]
    [InlineData("blocked:")]
    [InlineData("not a word")]
    public async Task A_prefix_that_is_none_fails_where_it_is_used(string prefix)
    {
        await using var relay = await StartAsync(relay => relay.RejectEvent((_, _) => Verdict.Refuse(prefix, "text")));
        await using var client = await relay.ConnectAsync();
        Assert.Equal(Internal, (await client.PublishAsync(_alice.Note())).Message);
        var line = Assert.Single(relay.Log.Records);
        Assert.Contains("is no prefix", line.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_below_nothing_is_nothing()
    {
        await using var relay = await StartAsync(static relay => relay.OverwriteFilter((_, filter) => filter with { Limit = -5 }));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note());
        var reply = await client.QueryAsync("{}", """{"kinds":[1]}""");
        Assert.Null(reply.Closed);
        Assert.Empty(reply.Events);
    }

    [Fact]
    public async Task An_event_is_sent_as_a_hook_gives_it_whatever_its_signature()
    {
        var other = new Author().Note("in its place");
        await using var relay = await StartAsync(relay => relay.OverwriteResponseEvent((_, _) => other));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note());
        Assert.Equal([other.Id], (await client.QueryAsync($$"""{"authors":["{{_alice.Hex}}"]}""")).Ids);
    }

    static Task<TestRelay> StartAsync(Action<RelayBuilder> configure) =>
        TestRelay.StartAsync(new() { Configure = configure, AllowsErrors = true });

    static void AssertNames(TestRelay relay, string hook, int times)
    {
        Assert.Equal(times, relay.Log.Records.Count);
        Assert.All(relay.Log.Records, line =>
        {
            Assert.Equal(LogLevel.Error, line.Level);
            Assert.Contains(hook, line.Exception!.Message, StringComparison.Ordinal);
        });
    }
}
