using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>An embedding program reads stored events one after the other.</summary>
public sealed class ResultStreamTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task All_matching_events_come_newest_first_private_ones_too()
    {
        await using var relay = new TestEngine();
        var notes = Enumerable.Range(0, 300).Select(i => _alice.Note($"{i}", Author.FirstTime + i)).ToArray();
        foreach (var e in notes)
            await relay.Engine.PublishAsync(e);
        var secret = _alice.Event(Kind.EncryptedDirectMessage);
        await relay.Engine.PublishAsync(secret);

        Assert.Equal(
            notes.Reverse().Select(static e => e.Id),
            await relay.Engine.QueryAsync(new Filter { Kinds = [Kind.TextNote] }).Select(static e => e.Id).ToListAsync());
        Assert.Equal(
            secret.Id, (await relay.Engine.QueryAsync(new Filter { Kinds = [Kind.EncryptedDirectMessage] }).SingleAsync()).Id);
        Assert.Equal(5, await relay.Engine.QueryAsync(new Filter { Limit = 5 }).CountAsync());
    }

    [Fact]
    public async Task Source_ends_when_the_program_has_seen_enough()
    {
        var ended = new TaskCompletionSource();
        await using var relay = new TestEngine(relay => relay.QueryEvents(async (_, _, sink, cancel) =>
        {
            try
            {
                for (var i = 0; ; i++)
                    await sink.WriteAsync(_alice.Note($"{i}", Author.FirstTime - i), cancel);
            }
            finally
            {
                ended.SetResult();
            }
        }));

        Assert.Equal("0", (await relay.Engine.QueryAsync(new Filter()).FirstAsync()).Content);
        await ended.Task.Within("the source's end");
    }

    [Fact]
    public async Task Failure_of_the_source_and_cancellation_reach_the_program()
    {
        await using var relay = new TestEngine(static relay => relay.QueryEvents(
            (_, _, _, _) => ValueTask.FromException(new InvalidOperationException("broken"))));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await relay.Engine.QueryAsync(new Filter()).ToListAsync());
        Assert.Equal("broken", failure.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await relay.Engine.QueryAsync(new Filter(), new CancellationToken(canceled: true)).ToListAsync());
    }
}
