using System.Text.Json;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-01: REQ, EOSE, CLOSE and CLOSED.</summary>
public abstract class Nip01SubscriptionTests(TestStore store) : RelayTests(store)
{
    [Theory]
    [InlineData("a")]
    [InlineData("with \"quotes\", \\ and \n")]
    [InlineData("☃")]
    public async Task Any_short_text_is_an_id(string id)
    {
        Assert.Null((await Client.ReqAsync(id, "{}")).Closed);
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        await AssertNextAsync(id, note);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("☃")]
    [InlineData("😀")]
    [InlineData("\"")]
    public async Task Id_has_at_most_64_characters(string character)
    {
        var longest = string.Concat(Enumerable.Repeat(character, 64));
        Assert.Null((await Client.ReqAsync(longest, "{}")).Closed);
        await Client.CloseAsync(longest);
        await Client.SendAsync($"[\"REQ\",{JsonSerializer.Serialize(longest + character)},{{}}]");
        // The answer repeats only the beginning of a long id.
        Assert.StartsWith("invalid: ", (await Client.StoredAsync(longest)).Closed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    public async Task Id_that_is_no_text_is_answered_with_a_notice(string id)
    {
        await Client.SendAsync($"[\"REQ\",{id},{{}}]");
        Assert.StartsWith("invalid: ", (await Client.NextAsync<NoticeReply>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_belong_to_their_connection()
    {
        await using var other = await Relay.ConnectAsync();
        await Client.ReqAsync("same", "{\"kinds\":[1]}");
        await other.ReqAsync("same", "{\"kinds\":[7]}");
        var (note, reaction) = (Alice.Note(), Alice.Event(7));
        await Client.PublishAllAsync(note, reaction);
        await AssertNextAsync("same", note);
        Assert.Equal(reaction.Id, (await other.NextAsync<EventReply>()).Event.Id);
        await other.CloseAsync("same");
        await other.DrainAsync();

        var marker = Alice.Note();
        await Client.PublishAllAsync(marker);
        await AssertNextAsync("same", marker);
    }

    [Fact]
    public async Task Request_with_an_open_id_takes_its_place()
    {
        await Client.ReqAsync("a", "{\"kinds\":[1]}");
        await Client.ReqAsync("a", "{\"kinds\":[7]}");
        var (note, reaction) = (Alice.Note(), Alice.Event(7));
        await Client.PublishAllAsync(note, reaction);
        await AssertNextAsync("a", reaction);
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task Replaced_scan_says_nothing_more()
    {
        var reaction = Alice.Event(7);
        await Client.PublishAllAsync(Enumerable.Range(0, 300).Select(i => Alice.Note($"{i}")));
        await Client.PublishAllAsync(reaction);
        for (var round = 0; round < 20; round++)
        {
            await Client.SendAsync($"[\"REQ\",\"{round}\",{{\"kinds\":[1]}}]");
            var stored = await Client.ReqAsync($"{round}", "{\"kinds\":[7]}");
            // The first scan either ended with all its events and its EOSE, or was stopped without them.
            if (stored.Events is not [.., var last] || last.Kind == 1)
            {
                Assert.Equal(300, stored.Events.Count);
                stored = await Client.StoredAsync($"{round}");
            }
            Assert.Equal(reaction.Id, stored.Ids[^1]);
            Assert.Empty(await Client.DrainAsync());
        }
    }

    [Fact]
    public async Task Closed_subscription_gets_nothing_more()
    {
        await Client.ReqAsync("closed", "{}");
        await Client.ReqAsync("open", "{}");
        await Client.CloseAsync("closed");
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        await AssertNextAsync("open", note);
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task Request_and_close_in_one_breath_leave_nothing_open()
    {
        for (var i = 0; i < 50; i++)
        {
            await Client.SendAsync($"[\"REQ\",\"{i}\",{{}}]");
            await Client.SendAsync($"[\"CLOSE\",\"{i}\"]");
        }
        await Client.DrainAsync();
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        Assert.DoesNotContain(await Client.DrainAsync(), static reply => reply is EventReply);
    }

    [Theory]
    [InlineData("[\"CLOSE\",\"never opened\"]")]
    [InlineData("[\"CLOSE\",\"\"]")]
    public async Task Closing_what_is_not_open_is_not_answered(string message)
    {
        await Client.SendAsync(message);
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task New_events_are_pushed_to_all_who_asked_the_publisher_included()
    {
        await using var other = await Relay.ConnectAsync();
        await Client.ReqAsync("mine", $"{{\"authors\":[\"{Alice.Hex}\"]}}");
        await other.ReqAsync("theirs", "{\"kinds\":[1]}");
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        await AssertNextAsync("mine", note);
        var pushed = await other.NextAsync<EventReply>();
        Assert.Equal(("theirs", note.Id), (pushed.Subscription, pushed.Event.Id));
    }

    [Fact]
    public async Task Event_is_visible_to_the_request_that_follows_it()
    {
        for (var i = 0; i < 50; i++)
        {
            var note = Alice.Note();
            await Client.SendEventAsync(note);
            await Client.SendAsync($"[\"REQ\",\"a\",{Ids(note)}]");
            Assert.Equal([note.Id], (await Client.StoredAsync("a")).Ids);
        }
    }

    [Fact]
    public async Task Event_stored_around_the_end_of_stored_events_comes_exactly_once()
    {
        await using var publisher = await Relay.ConnectAsync();
        var notes = Enumerable.Range(0, 400).Select(_ => Alice.Note()).ToArray();
        var publishing = publisher.PublishAllAsync(notes);
        for (var round = 0; !publishing.IsCompleted; round++)
        {
            await Client.ReqAsync($"{round}", "{\"limit\":1000}");
            await Client.CloseAsync($"{round}");
        }
        await publishing;
        await Client.DrainAsync();

        // Once more, reading to the last event through the live part.
        await using var late = await Relay.ConnectAsync();
        var more = Enumerable.Range(0, 300).Select(_ => Alice.Note()).ToArray();
        publishing = publisher.PublishAllAsync(more);
        var stored = await late.ReqAsync("a", "{\"limit\":1000}");
        var seen = stored.Ids.ToList();
        while (seen.Count < notes.Length + more.Length)
            seen.Add((await late.NextAsync<EventReply>()).Event.Id);
        await publishing;
        Assert.Empty(await late.DrainAsync());
        Assert.Equal(notes.Concat(more).Select(static e => e.Id).Order(), seen.Order());
    }

    [Fact]
    public async Task Event_that_several_filters_match_comes_once()
    {
        var note = Alice.Note(tags: Tag("t", "x"));
        await Client.PublishAllAsync(note);
        var filters = new[] { "{\"kinds\":[1]}", $"{{\"authors\":[\"{Alice.Hex}\"]}}", "{\"#t\":[\"x\"]}" };
        Assert.Equal([note.Id], (await Client.ReqAsync("a", filters)).Ids);

        var live = Alice.Note(tags: Tag("t", "x"));
        await Client.PublishAllAsync(live);
        await AssertNextAsync("a", live);
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task End_of_stored_events_is_said_once_after_all_filters()
    {
        await Client.PublishAllAsync(Alice.Note(), Alice.Event(7));
        await Client.SendAsync("[\"REQ\",\"a\",{\"kinds\":[1]},{\"kinds\":[7]}]");
        await Client.NextAsync<EventReply>();
        await Client.NextAsync<EventReply>();
        await Client.NextAsync<EoseReply>();
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task Subscription_that_lies_in_the_past_stays_open()
    {
        var stored = await Client.ReqAsync("a", "{\"until\":1}");
        Assert.Null(stored.Closed);
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task Request_without_a_filter_is_refused() =>
        Assert.Equal("invalid: at least one filter is required", (await Client.ReqAsync("a")).Closed);

    [Fact]
    public async Task One_bad_filter_refuses_the_whole_request()
    {
        Assert.StartsWith("invalid: ", (await Client.ReqAsync("a", "{\"kinds\":[1]}", "{\"kinds\":1}")).Closed, StringComparison.Ordinal);
        await Client.PublishAllAsync(Alice.Note());
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task Refusal_by_a_hook_closes_the_subscription_with_its_text()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = Store,
            Configure = static relay => relay.RejectFilter(
                static (_, filter) => filter.Kinds is { Count: > 0 } ? Verdict.Accept : Verdict.Blocked("name a kind")),
        });
        await using var client = await relay.ConnectAsync();
        Assert.Null((await client.ReqAsync("a", "{\"kinds\":[1]}")).Closed);
        Assert.Equal("blocked: name a kind", (await client.ReqAsync("b", "{\"limit\":0}")).Closed);
        Assert.Equal("blocked: name a kind", (await client.ReqAsync("c", "{\"kinds\":[1]}", "{}")).Closed);
    }
}
