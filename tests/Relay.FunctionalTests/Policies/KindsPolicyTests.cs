using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class KindsPolicyTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Only_the_kinds_that_the_settings_allow_are_accepted()
    {
        await using var relay = await PolicyRelay.StartAsync(("Kinds:Allowed", "1-7"), ("Kinds:Denied", "4"));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(_alice.Event(1), _alice.Event(7), _alice.Event(0), _alice.Event(10002));
        foreach (var kind in new[] { 4, 8 })
        {
            var ok = await client.PublishAsync(_alice.Event(kind));
            Assert.Equal((false, $"blocked: kind {kind} is not accepted here"), (ok.Accepted, ok.Message));
        }
    }
}
