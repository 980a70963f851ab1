using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A program may build its options without the checks that a configuration passes.</summary>
public sealed class RequiredAuthenticationTests
{
    [Fact]
    public async Task Relay_without_an_address_to_name_stays_closed_to_readers()
    {
        await using var relay = new TestEngine(options: new RelayOptions
        {
            Authentication = new AuthenticationOptions { RequiredTo = AuthenticationRequirement.ReadWrite },
        });
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["CLOSED","q","auth-required: authenticate to read here"]"""], await client.QueryAsync("q", "{}"));
        Assert.Equal("""["CLOSED","count","auth-required: authenticate to read here"]""", await client.CountAsync("{\"kinds\":[1]}"));
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{\"kinds\":[0]}"));
        var e = new Author().Note();
        Assert.Equal(RecordingOutbox.Ok(e, false, "auth-required: authenticate to publish here"), await client.PublishAsync(e));
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(true, AuthenticationChallenge.OnDemand, false)]
    public async Task Clients_are_asked_for_keys_on_connect_where_a_hook_needs_them_unless_told_otherwise(
        bool needsKeys, AuthenticationChallenge? challenge, bool isAsked)
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().AddPolicies(_ => needsKeys ? [new KeyPolicy()] : []),
            new RelayOptions
            {
                PublicUrl = "wss://relay.example.com",
                Authentication = new AuthenticationOptions { Challenge = challenge },
            });
        var client = await relay.ConnectAsync();

        Assert.Equal(isAsked, client.Outbox.Challenge is not null);
    }

    sealed class KeyPolicy : INeedsKeysHook;
}
