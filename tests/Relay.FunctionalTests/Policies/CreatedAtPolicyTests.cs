using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class CreatedAtPolicyTests
{
    const long Now = FakeTime.Start;

    readonly Author _alice = new();

    [Fact]
    public async Task Times_outside_the_configured_window_are_refused()
    {
        await using var relay = await PolicyRelay.StartAsync(
            ("CreatedAt:Rules:0:Kinds", "1059"), ("CreatedAt:Rules:0:MaxSecondsAgo", "172800"),
            ("CreatedAt:Rules:1:MaxSecondsAgo", "3600"), ("CreatedAt:Rules:1:MaxSecondsAhead", "60"));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(
            _alice.Note(at: Now - 3600), _alice.Note(at: Now + 60), _alice.Event(1059, at: Now - 172_800, tags: ["p", _alice.Hex]));
        Assert.Equal("invalid: created_at is more than 3600 seconds ago", (await client.PublishAsync(_alice.Note(at: Now - 3601))).Message);
        Assert.Equal("invalid: created_at is more than 60 seconds ahead", (await client.PublishAsync(_alice.Note(at: Now + 61))).Message);
        Assert.Equal(
            "invalid: created_at is more than 172800 seconds ago",
            (await client.PublishAsync(_alice.Event(1059, at: Now - 172_801, tags: ["p", _alice.Hex]))).Message);
    }
}
