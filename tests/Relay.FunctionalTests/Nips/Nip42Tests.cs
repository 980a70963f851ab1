using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>NIP-42: proving keys, and what clients without a proved key are asked.</summary>
public sealed class Nip42Tests
{
    const string Own = "wss://relay.example.com";
    const string Alias = "ws://relayrelayrelay.onion";

    readonly Author _alice = new();
    readonly Author _bob = new();

    static Task<TestRelay> StartAsync(AuthenticationOptions? authentication = null, TimeProvider? time = null) => TestRelay.StartAsync(new()
    {
        Options = new RelayOptions
        {
            PublicUrl = Own,
            PublicUrlAliases = [Alias],
            Authentication = authentication ?? new AuthenticationOptions { Challenge = AuthenticationChallenge.OnConnect },
        },
        Time = time ?? TimeProvider.System,
    });

    [Fact]
    public async Task Each_connection_gets_a_challenge_of_its_own()
    {
        await using var relay = await StartAsync();
        await using var one = await relay.ConnectAsync();
        await using var other = await relay.ConnectAsync();
        Assert.Matches("^[0-9a-f]{32}$", await one.ChallengeAsync());
        Assert.NotEqual(await one.ChallengeAsync(), await other.ChallengeAsync());
    }

    [Fact]
    public async Task Relay_without_an_address_asks_for_nothing_and_refuses_proofs()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();
        var ok = await client.AuthenticateAsync(_alice.Proof("", Own));
        Assert.Equal((false, "invalid: authentication is not enabled here"), (ok.Accepted, ok.Message));
        Assert.Empty(await client.DrainAsync());
        Assert.False(client.ChallengeAsync().IsCompleted);
    }

    [Theory]
    [InlineData(Own)]
    [InlineData("WSS://Relay.Example.COM:443/")]
    [InlineData("ws://relay.example.com")]
    [InlineData(Alias)]
    public async Task Proof_that_names_the_relay_is_accepted(string relayUrl)
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        var ok = await client.AuthenticateAsync(_alice, relayUrl);
        Assert.Equal((true, ""), (ok.Accepted, ok.Message));
    }

    [Theory]
    [InlineData("wss://other.example.com")]
    [InlineData("wss://relay.example.com.evil.example")]
    [InlineData("wss://relay.example.com:444")]
    [InlineData("wss://relay.example.com/other")]
    [InlineData("https://relay.example.com")]
    [InlineData("relay.example.com")]
    [InlineData("wss://relay\u200d.example.com")]
    [InlineData("wss://xn--é.example.com")]
    [InlineData("")]
    public async Task Proof_for_another_relay_is_refused(string relayUrl)
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        await AssertRefusedAsync(
            client, _alice.Proof(await client.ChallengeAsync(), relayUrl), "invalid: the AUTH event names another relay");
    }

    [Fact]
    public async Task Proof_needs_kind_challenge_and_relay()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        var (challenge, now) = (await client.ChallengeAsync(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        string[][] both = [["relay", Own], ["challenge", challenge]];
        const string noAnswer = "invalid: the AUTH event does not answer this connection's challenge";
        await AssertRefusedAsync(client, _alice.Event(1, at: now, tags: both), "invalid: an AUTH event has kind 22242");
        await AssertRefusedAsync(client, _alice.Event(22242, at: now, tags: both[..1]), noAnswer);
        await AssertRefusedAsync(client, _alice.Proof(challenge.ToUpperInvariant() + "0", Own), noAnswer);
        await AssertRefusedAsync(client, _alice.Proof("", Own), noAnswer);
        await AssertRefusedAsync(client, _alice.Event(22242, at: now, tags: [["challenge", "x"], .. both]), noAnswer);
        await AssertRefusedAsync(client, _alice.Event(22242, at: now, tags: both[1..]), "invalid: the AUTH event names another relay");
        Assert.True((await client.AuthenticateAsync(_alice.Event(22242, at: now, tags: both))).Accepted);
    }

    [Theory]
    [InlineData(-600, true)]
    [InlineData(-601, false)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-1800, false)]
    public async Task Proof_is_good_for_ten_minutes_around_now(int offset, bool accepted)
    {
        var time = new FakeTime();
        await using var relay = await StartAsync(time: time);
        await using var client = await relay.ConnectAsync();
        Assert.Equal(accepted, (await client.AuthenticateAsync(_alice, Own, time.Now + offset)).Accepted);
    }

    [Fact]
    public async Task Signature_is_verified()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        var proof = _alice.Proof(await client.ChallengeAsync(), Own);
        var record = proof.Record.ToArray();
        _alice.Note().View.Signature.CopyTo(record.AsSpan(64));
        await AssertRefusedAsync(client, new NostrEvent(new EventView(record)), "invalid: signature is invalid");
    }

    [Fact]
    public async Task Proof_of_one_connection_is_worth_nothing_on_another()
    {
        await using var relay = await StartAsync();
        await using var one = await relay.ConnectAsync();
        await using var other = await relay.ConnectAsync();
        var proof = _alice.Proof(await one.ChallengeAsync(), Own);
        Assert.True((await one.AuthenticateAsync(proof)).Accepted);
        await AssertRefusedAsync(other, proof, "invalid: the AUTH event does not answer this connection's challenge");
        Assert.True((await one.AuthenticateAsync(proof)).Accepted);
    }

    [Fact]
    public async Task Unreadable_proof_is_answered_by_its_id_or_with_a_notice()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        await client.SendAsync("""["AUTH",{"id":"abc"}]""");
        Assert.StartsWith("invalid: ", (await client.OkAsync("abc")).Message, StringComparison.Ordinal);
        await client.SendAsync("""["AUTH","challenge"]""");
        Assert.StartsWith("invalid: ", (await client.NextAsync<NoticeReply>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_key_proved_on_a_connection_counts_and_a_failed_proof_takes_none_away()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        await using var sender = await relay.ConnectAsync();
        var carol = new Author();
        NostrEvent[] messages = [carol.Event(4, tags: ["p", _alice.Hex]), carol.Event(4, tags: ["p", _bob.Hex])];
        await sender.PublishAllAsync(messages);
        Assert.True((await client.AuthenticateAsync(_alice, Own)).Accepted);
        Assert.Equal([messages[0].Id], (await client.QueryAsync("""{"kinds":[4]}""")).Ids);

        Assert.True((await client.AuthenticateAsync(_bob, Own)).Accepted);
        Assert.False((await client.AuthenticateAsync(carol, "wss://other.example.com")).Accepted);
        Assert.Equal([messages[1].Id, messages[0].Id], (await client.QueryAsync("""{"kinds":[4]}""")).Ids);
        foreach (var author in new[] { _alice, _bob })
            Assert.True((await client.PublishAsync(author.Note(tags: ["-"]))).Accepted);
    }

    [Fact]
    public async Task Connection_proves_as_many_keys_as_allowed_and_no_more()
    {
        await using var relay = await StartAsync(new AuthenticationOptions { MaxKeys = 2, Challenge = AuthenticationChallenge.OnConnect });
        await using var client = await relay.ConnectAsync();
        Assert.True((await client.AuthenticateAsync(_alice, Own)).Accepted);
        Assert.True((await client.AuthenticateAsync(_bob, Own)).Accepted);
        var ok = await client.AuthenticateAsync(new Author(), Own);
        Assert.Equal((false, "restricted: too many keys on one connection"), (ok.Accepted, ok.Message));
        Assert.True((await client.AuthenticateAsync(_alice, Own)).Accepted);
    }

    [Fact]
    public async Task Proof_is_never_published()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        await using var reader = await relay.ConnectAsync();
        await reader.ReqAsync("all", "{}");
        var proof = _alice.Proof(await client.ChallengeAsync(), Own);
        Assert.True((await client.AuthenticateAsync(proof)).Accepted);
        Assert.StartsWith("invalid: ", (await client.PublishAsync(proof)).Message, StringComparison.Ordinal);
        var note = _alice.Note();
        await client.PublishAllAsync(note);
        Assert.Equal(note.Id, (await reader.NextAsync<EventReply>()).Event.Id);
    }

    [Fact]
    public async Task Authentication_to_write_is_asked_of_writers_only()
    {
        await using var relay = await StartAsync(new AuthenticationOptions { RequiredTo = AuthenticationRequirement.Write });
        await using var client = await relay.ConnectAsync();
        foreach (var e in new[] { _alice.Note(), _alice.Event(0), _alice.Event(20001) })
            Assert.Equal("auth-required: authenticate to publish here", (await client.PublishAsync(e)).Message);
        Assert.Null((await client.QueryAsync("{}")).Closed);
        // Everybody may vanish (NIP-62).
        Assert.True((await client.PublishAsync(_bob.Event(62, tags: ["relay", "ALL_RELAYS"]))).Accepted);

        await client.AuthenticateAsync(_alice, Own);
        await client.PublishAllAsync(_alice.Note(), new Author().Note());
    }

    [Fact]
    public async Task Authentication_to_read_is_asked_for_on_every_way_of_reading()
    {
        await using var relay = await StartAsync(new AuthenticationOptions { RequiredTo = AuthenticationRequirement.Read });
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note(), _alice.Event(0));
        const string refusal = "auth-required: authenticate to read here";
        foreach (var filter in new[] { "{}", """{"kinds":[1]}""", """{"limit":0}""", """{"kinds":[0,1]}""",
            $$"""{"authors":["{{_alice.Hex}}"]}""" })
        {
            Assert.Equal(refusal, (await client.QueryAsync(filter)).Closed);
            Assert.Equal(refusal, Assert.IsType<ClosedReply>(await client.CountAsync("c", filter)).Message);
        }
        await client.SendAsync("""["NEG-OPEN","n",{},"61"]""");
        Assert.Equal($"[\"NEG-ERR\",\"n\",\"{refusal}\"]", (await client.NextAsync()).Text);
        // A client that wants to write to a key must be able to find out where (NIP-17).
        Assert.Single((await client.QueryAsync("""{"kinds":[0,3,10002,10050]}""")).Events);

        await client.AuthenticateAsync(_bob, Own);
        Assert.Equal(2, (await client.QueryAsync("{}")).Events.Count);
    }

    [Theory]
    [InlineData(AuthenticationRequirement.ReadWrite, "", true)]
    [InlineData(AuthenticationRequirement.ReadWrite, "0", false)]
    [InlineData(AuthenticationRequirement.Read, "", false)]
    [InlineData(AuthenticationRequirement.None, "", false)]
    public async Task Information_says_that_authentication_is_required_if_nothing_works_before(
        AuthenticationRequirement requiredTo, string openKinds, bool isRequired)
    {
        await using var relay = await StartAsync(
            new AuthenticationOptions { RequiredTo = requiredTo, OpenKinds = KindSet.Parse(openKinds) });
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept", "application/nostr+json" } } };
        var document = JsonNode.Parse(await http.GetStringAsync(relay.HttpAddress))!;
        Assert.Equal(isRequired, (bool)document["limitation"]!["auth_required"]!);
        Assert.Superset(
            new HashSet<int> { 4, 17, 42, 59, 70 }, document["supported_nips"]!.AsArray().Select(static nip => (int)nip!).ToHashSet());
    }

    [Fact]
    public async Task Filter_that_can_only_find_what_is_hidden_is_told_so()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        const string authenticate = "auth-required: only their authors and recipients may read these kinds; authenticate first";
        const string restricted = "restricted: only their authors and recipients may read these events, and you have proved other keys";
        Assert.Equal(authenticate, (await client.QueryAsync("""{"kinds":[4]}""")).Closed);
        Assert.Equal(authenticate, (await client.QueryAsync("""{"kinds":[1]}""", """{"kinds":[1059,4],"limit":0}""")).Closed);
        Assert.Equal(authenticate, Assert.IsType<ClosedReply>(await client.CountAsync("c", """{"kinds":[1059]}""")).Message);
        Assert.Null((await client.QueryAsync("""{"kinds":[1,1059]}""")).Closed);
        Assert.Null((await client.QueryAsync("{}")).Closed);

        await client.AuthenticateAsync(_alice, Own);
        Assert.Null((await client.QueryAsync("""{"kinds":[1059]}""")).Closed);
        Assert.Null((await client.QueryAsync($$"""{"kinds":[4],"authors":["{{_bob.Hex}}"],"#p":["{{_alice.Hex}}"]}""")).Closed);
        Assert.Null((await client.QueryAsync($$"""{"kinds":[4],"authors":["{{_alice.Hex}}"],"#p":["{{_bob.Hex}}"]}""")).Closed);
        Assert.Null((await client.QueryAsync($$"""{"kinds":[4],"#p":["{{_bob.Hex}}"]}""")).Closed);
        Assert.Equal(restricted, (await client.QueryAsync($$"""{"kinds":[1059],"#p":["{{_bob.Hex}}"]}""")).Closed);
        Assert.Equal(restricted, (await client.QueryAsync(
            $$"""{"kinds":[4],"authors":["{{_bob.Hex}}"],"#p":["{{_bob.Hex}}"]}""")).Closed);
    }

    [Fact]
    public async Task Events_sent_before_a_proof_are_judged_without_it()
    {
        await using var relay = await StartAsync();
        await using var client = await relay.ConnectAsync();
        var (before, after) = (_alice.Note(tags: ["-"]), _alice.Note(tags: ["-"]));
        var proof = _alice.Proof(await client.ChallengeAsync(), Own);
        await client.SendEventAsync(before);
        await client.SendAsync($"[\"AUTH\",{System.Text.Encoding.UTF8.GetString(proof.ToJson())}]");
        await client.SendEventAsync(after);
        Assert.StartsWith("auth-required: ", (await client.OkAsync(before.Id.ToString())).Message, StringComparison.Ordinal);
        Assert.True((await client.OkAsync(proof.Id.ToString())).Accepted);
        Assert.True((await client.OkAsync(after.Id.ToString())).Accepted);
    }

    [Fact]
    public async Task Clients_that_leave_in_the_middle_of_a_proof_harm_nobody()
    {
        await using var relay = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            var leaving = await relay.ConnectAsync();
            var proof = _alice.Proof(await leaving.ChallengeAsync(), Own);
            for (var j = 0; j < 20; j++)
                await leaving.SendEventAsync(_alice.Note());
            await leaving.SendAsync($"[\"AUTH\",{System.Text.Encoding.UTF8.GetString(proof.ToJson())}]");
            leaving.Abort();
            await leaving.DisposeAsync();
        }
        await using var client = await relay.ConnectAsync();
        Assert.True((await client.AuthenticateAsync(_bob, Own)).Accepted);
        await client.PublishAllAsync(_bob.Note(tags: ["-"]));
    }

    [Fact]
    public async Task Client_that_needs_no_key_is_not_asked_for_one()
    {
        await using var relay = await StartAsync(new AuthenticationOptions());
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note());
        Assert.Single((await client.QueryAsync("{}")).Events);
        Assert.Equal(1, await client.CountAsync("""{"kinds":[1]}"""));
        Assert.Empty(await client.DrainAsync());
        Assert.False(client.ChallengeAsync().IsCompleted);
    }

    [Theory]
    [InlineData("""["REQ","q",{"kinds":[4]}]""", """["CLOSED","q","auth-required:""")]
    [InlineData("""["REQ","q",{"kinds":[1,1059]}]""", """["EOSE","q"]""")]
    [InlineData("""["COUNT","q",{"kinds":[4]}]""", """["CLOSED","q","auth-required:""")]
    public async Task Challenge_comes_just_before_the_first_answer_that_asks_for_a_key(string message, string answer)
    {
        await using var relay = await StartAsync(new AuthenticationOptions());
        await using var client = await relay.ConnectRawAsync();
        await client.SendTextAsync("""["REQ","before",{"ids":[]}]""");
        Assert.Equal("""["EOSE","before"]""", await TextAsync(client));
        await client.SendTextAsync(message);
        Assert.Matches("^\\[\"AUTH\",\"[0-9a-f]{32}\"\\]$", await TextAsync(client));
        Assert.StartsWith(answer, await TextAsync(client), StringComparison.Ordinal);
        // Only once: the challenge is valid as long as the connection.
        await client.SendTextAsync(message);
        Assert.StartsWith(answer, await TextAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_challenged_for_a_protected_event_proves_its_key_and_publishes_it()
    {
        await using var relay = await StartAsync(new AuthenticationOptions());
        await using var client = await relay.ConnectAsync();
        var note = _alice.Note(tags: ["-"]);
        Assert.StartsWith("auth-required: ", (await client.PublishAsync(note)).Message, StringComparison.Ordinal);
        Assert.True((await client.AuthenticateAsync(_alice, Own)).Accepted);
        await client.PublishAllAsync(note);
    }

    [Theory]
    [InlineData(AuthenticationRequirement.Read, null, true)]
    [InlineData(AuthenticationRequirement.Write, null, true)]
    [InlineData(AuthenticationRequirement.None, AuthenticationChallenge.OnConnect, true)]
    [InlineData(AuthenticationRequirement.None, null, false)]
    [InlineData(AuthenticationRequirement.ReadWrite, AuthenticationChallenge.OnDemand, false)]
    public async Task Challenge_comes_on_connect_where_keys_are_needed_or_it_is_configured(
        AuthenticationRequirement requiredTo, AuthenticationChallenge? challenge, bool comesOnConnect)
    {
        await using var relay = await StartAsync(new AuthenticationOptions { RequiredTo = requiredTo, Challenge = challenge });
        await using var client = await relay.ConnectRawAsync();
        await client.SendTextAsync("""["REQ","a",{"kinds":[0]}]""");
        Assert.Equal(comesOnConnect, (await TextAsync(client)).StartsWith("[\"AUTH\"", StringComparison.Ordinal));
    }

    static async Task<string> TextAsync(RawWebSocket client) => (await client.ReceiveMessageAsync())!.PayloadText;

    static async Task AssertRefusedAsync(RelayClient client, NostrEvent proof, string reason)
    {
        var ok = await client.AuthenticateAsync(proof);
        Assert.Equal((false, reason), (ok.Accepted, ok.Message));
    }
}
