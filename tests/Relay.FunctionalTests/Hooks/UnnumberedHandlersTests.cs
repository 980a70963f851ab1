using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Handlers that return a number although the relay has no store that numbers all events.</summary>
public sealed class UnnumberedHandlersTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Ephemeral_events_behind_a_deletion_are_passed_on()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = LambdaStores.SeeEverything,
            Configure = static relay => relay.OverwriteDeletionOutcome(static (_, _, _) => new(DeletionOutcome.Default)),
        });
        await using var client = await relay.ConnectAsync();
        await client.ReqAsync("live", """{"kinds":[20001]}""");
        var (note, ephemeral) = (_alice.Note(), _alice.Event(20_001));
        await client.PublishAllAsync(note, _alice.Deletion(note), ephemeral);
        Assert.Equal(ephemeral.Id, (await client.NextAsync<EventReply>()).Event.Id);
        Assert.Equal(1, await client.CountAsync("{}"));
    }
}
