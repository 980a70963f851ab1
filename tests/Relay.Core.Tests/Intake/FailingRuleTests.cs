using Microsoft.Extensions.Logging.Abstractions;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A rule that throws on one event leaves its connection able to publish and to end.</summary>
public sealed class FailingRuleTests
{
    [Fact]
    public async Task An_event_on_which_a_rule_fails_is_answered_and_the_next_one_is_stored()
    {
        var (time, author) = (new FailingTime(), new Author());
        await using var store = new InMemoryStore(time);
        using var metrics = new RelayMetrics();
        await using var engine = new RelayEngine(
            new HookPipeline(store), new RelayOptions(), time, NullLoggerFactory.Instance, metrics);
        var outbox = new RecordingOutbox();
        var client = new TestClient(
            await engine.OpenSessionAsync(new ClientContext { Id = 1 }, outbox, CancellationToken.None), outbox);
        var (failing, next) = (author.Note(), author.Note());

        // The session asks for the time first, then the rules do.
        time.CallsUntilFailure = 2;
        Assert.Equal(RecordingOutbox.Ok(failing, accepted: false, "error: internal error"), await client.PublishAsync(failing));
        Assert.Equal(RecordingOutbox.Ok(next), await client.PublishAsync(next));
        await client.Session.CloseAsync();
    }

    sealed class FailingTime : TimeProvider
    {
        int _callsUntilFailure;

        public int CallsUntilFailure
        {
            set => _callsUntilFailure = value;
        }

        public override DateTimeOffset GetUtcNow() =>
            Interlocked.Decrement(ref _callsUntilFailure) == 0 ? throw new InvalidOperationException("no time") : base.GetUtcNow();
    }
}
