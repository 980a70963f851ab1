using System.Runtime.CompilerServices;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Queries answered by a function that gives the events of one filter.</summary>
public sealed class QueryFunctionTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Each_filter_gets_what_matches_up_to_its_limit_and_the_newest_comes_first()
    {
        var notes = Enumerable.Range(0, 6).Select(i => _alice.Note($"{i}", Author.FirstTime - i)).ToArray();
        var reaction = _alice.Event(Kind.Reaction, at: Author.FirstTime - 2);
        await using var relay = new TestEngine(relay => relay.QueryEvents((_, _) => notes.Append(reaction)));
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer(notes[..2]), await client.QueryAsync("q", """{"kinds":[1],"limit":2}"""));
        var expected = notes[..3].Append(reaction).OrderByDescending(static e => e.CreatedAt).ThenBy(static e => e.Id);
        Assert.Equal(Answer([.. expected]), await client.QueryAsync("q", """{"kinds":[7]}""", """{"kinds":[1],"limit":3}"""));
    }

    [Fact]
    public async Task More_events_than_buffers_hold_arrive_and_are_counted()
    {
        var notes = Enumerable.Range(0, 400).Select(i => _alice.Note($"{i}", Author.FirstTime - i)).ToArray();
        await using var relay = new TestEngine(relay => relay.QueryEvents((_, _) => notes));
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer(notes), await client.QueryAsync("q", "{}"));
        await client.SayAsync("""["COUNT","c",{}]""");
        Assert.Equal("""["COUNT","c",{"count":400}]""", client.Messages.Last());
    }

    [Fact]
    public async Task Function_that_waits_is_asked_for_no_more_than_the_limit_and_ends()
    {
        var (made, ended, asker) = (0, 0, 0L);
        await using var relay = new TestEngine(relay => relay.QueryEvents((client, _) =>
        {
            asker = client!.Id;
            return EndlessAsync();
        }));
        var client = await relay.ConnectAsync();

        Assert.Equal(4, (await client.QueryAsync("q", """{"limit":3}""")).Count());
        Assert.Equal((3, 1, 1), (made, ended, asker));

        async IAsyncEnumerable<NostrEvent> EndlessAsync([EnumeratorCancellation] CancellationToken cancel = default)
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    cancel.ThrowIfCancellationRequested();
                    yield return _alice.Note("again", Author.FirstTime - ++made);
                }
            }
            finally
            {
                ended++;
            }
        }
    }

    [Fact]
    public async Task Function_that_throws_ends_the_query()
    {
        await using var relay = new TestEngine(static relay => relay.QueryEvents((_, _) => Failing()));

        Assert.Equal("""["CLOSED","q","error: internal error"]""", (await (await relay.ConnectAsync()).QueryAsync("q", "{}")).Last());

        static IEnumerable<NostrEvent> Failing()
        {
            yield return new Author().Note();
            throw new InvalidOperationException();
        }
    }

    static IEnumerable<string> Answer(NostrEvent[] events) =>
        events.Select(static e => RecordingOutbox.EventMessage("q", e)).Append("""["EOSE","q"]""");
}
