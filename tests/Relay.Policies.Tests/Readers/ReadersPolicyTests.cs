using Relay.Core;
using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class ReadersPolicyTests
{
    const string AuthRequired = "auth-required: reading here needs a proved key";

    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public async Task Only_the_allowed_read_once_they_have_proved_their_key()
    {
        using var policy = Policy(new ReadersOptions { Allowed = [_alice.Hex] });

        Assert.Equal("", await AskAsync(policy, new Filter { Kinds = [1] }, _alice));
        Assert.Equal("", await AskAsync(policy, new Filter { Kinds = [1] }, _bob, _alice));
        Assert.Equal(AuthRequired, await AskAsync(policy, new Filter { Kinds = [1] }));
        Assert.Equal(
            "restricted: the key is not on the list of keys that may read here", await AskAsync(policy, new Filter { Kinds = [1] }, _bob));
    }

    [Fact]
    public async Task The_denied_do_not_read_whatever_else_they_prove()
    {
        using var policy = Policy(new ReadersOptions { Denied = [_bob.Hex] });

        Assert.Equal("", await AskAsync(policy, new Filter(), _alice));
        Assert.Equal(AuthRequired, await AskAsync(policy, new Filter()));
        Assert.Equal("restricted: the key may not read here", await AskAsync(policy, new Filter(), _alice, _bob));
    }

    [Fact]
    public async Task Everybody_reads_the_open_kinds_and_them_only()
    {
        using var policy = Policy(new ReadersOptions { Allowed = [_alice.Hex] });

        Assert.Equal("", await AskAsync(policy, new Filter { Kinds = [0, 3, 10002, 10050] }));
        Assert.Equal(AuthRequired, await AskAsync(policy, new Filter { Kinds = [0, 1] }));
        Assert.Equal(AuthRequired, await AskAsync(policy, new Filter { Ids = [_alice.PublicKey] }));
    }

    [Fact]
    public void Readers_can_only_be_told_apart_where_keys_can_be_proved()
    {
        Assert.Equal(
            ["Relay:PublicUrl is needed where Policies:Readers asks who reads: the proof of a key names it"],
            ProblemsOf(("Relay:Policies:Readers:Allowed:0", _alice.Hex)));
        Assert.Equal(
            ["Relay:Policies:Readers:Denied:0 is the same key as one in Allowed: one of the two must go"],
            ProblemsOf(
                ("Relay:PublicUrl", "wss://relay.example.com"), ("Relay:Policies:Readers:Allowed:0", _alice.Hex),
                ("Relay:Policies:Readers:Denied:0", _alice.Hex)));
    }

    static async Task<string> AskAsync(ReadersPolicy policy, Filter filter, params Author[] keys)
    {
        var client = new ClientContext { Id = 1 };
        foreach (var key in keys)
            client.AddKey(key.PublicKey);
        var answer = (await policy.RejectFilterAsync(client, filter, CancellationToken.None)).Message;
        Assert.Equal(answer, (await policy.RejectCountFilterAsync(client, filter, CancellationToken.None)).Message);
        return answer;
    }

    static ReadersPolicy Policy(ReadersOptions options) => new(options, new FakeTime(), new RecordingLog());
}
