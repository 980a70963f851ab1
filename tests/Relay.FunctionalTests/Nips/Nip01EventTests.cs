using System.Security.Cryptography;
using System.Text;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-01: which events are valid, and how they come back.</summary>
public abstract class Nip01EventTests(TestStore store) : RelayTests(store)
{
    [Fact]
    public async Task Valid_event_is_accepted_with_an_empty_text()
    {
        var ok = await Client.PublishAsync(Alice.Note("hello"));
        Assert.True(ok.Accepted);
        Assert.Equal("", ok.Message);
    }

    [Fact]
    public async Task Event_comes_back_exactly_as_it_was_published()
    {
        var texts = new[]
        {
            "", "plain", "\" \\ \n \r \t \b \f", "\u0000\u0001\u000b\u001f\u007f", "\u00a0\u2028\u200b\ufeff\ue000\U0001f600</&'+>",
            "\ufdd1 \U0010fffe",
        };
        foreach (var text in texts)
        {
            var note = Alice.Note(text, tags: [["t", text], ["alt", text, text], [""], [text]]);
            await Client.PublishAllAsync(note);
            await Client.SendAsync($"[\"REQ\",\"back\",{Ids(note)}]");
            Assert.Equal($"[\"EVENT\",\"back\",{Json(note)}]", (await Client.NextAsync()).Text);
            await Client.NextAsync<EoseReply>();
        }
    }

    [Theory]
    [InlineData("kind", "-1")]
    [InlineData("kind", "65536")]
    [InlineData("kind", "1.0")]
    [InlineData("kind", "1e0")]
    [InlineData("kind", "\"1\"")]
    [InlineData("kind", "null")]
    [InlineData("kind", null)]
    [InlineData("created_at", "-1")]
    [InlineData("created_at", "1700000000.5")]
    [InlineData("created_at", "1.7e9")]
    [InlineData("created_at", "\"1700000000\"")]
    [InlineData("created_at", "9223372036854775808")]
    [InlineData("created_at", "null")]
    [InlineData("created_at", null)]
    [InlineData("tags", "[[]]")]
    [InlineData("tags", "[[\"t\",null]]")]
    [InlineData("tags", "[[\"t\",1]]")]
    [InlineData("tags", "[[\"t\",\"a\",5]]")]
    [InlineData("tags", "[[\"t\",[\"a\"]]]")]
    [InlineData("tags", "[{}]")]
    [InlineData("tags", "[\"t\"]")]
    [InlineData("tags", "\"x\"")]
    [InlineData("tags", "null")]
    [InlineData("tags", null)]
    [InlineData("content", "null")]
    [InlineData("content", "{}")]
    [InlineData("content", "1")]
    [InlineData("content", null)]
    [InlineData("pubkey", "\"\"")]
    [InlineData("pubkey", "1")]
    [InlineData("pubkey", null)]
    [InlineData("sig", "\"00\"")]
    [InlineData("sig", "1")]
    [InlineData("sig", null)]
    public async Task Field_of_the_wrong_form_makes_the_event_invalid(string member, string? json)
    {
        var note = Alice.Note();
        var ok = await Client.PublishAsync(Edited(note, member, json), note.Id.ToString());
        Assert.False(ok.Accepted);
        Assert.StartsWith("invalid: ", ok.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[\"a\"]]")]
    [InlineData("[[\"\"]]")]
    [InlineData("[[\"e\",\"not an id\"],[\"p\",\"NOT A KEY\"],[\"a\",\"::\"]]")]
    public async Task Odd_tags_are_valid(string tags)
    {
        var note = Alice.Note(tags: System.Text.Json.JsonSerializer.Deserialize<string[][]>(tags)!);
        await Client.PublishAllAsync(note);
        await AssertStoredAsync(note);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("pubkey")]
    [InlineData("sig")]
    public async Task Hex_must_be_lowercase(string member)
    {
        var note = Alice.Note();
        var value = member switch { "id" => note.Id.ToString(), "pubkey" => Alice.Hex, _ => Convert.ToHexStringLower(note.View.Signature) };
        var upper = value.ToUpperInvariant();
        var ok = await Client.PublishAsync(Edited(note, member, $"\"{upper}\""), member == "id" ? upper : note.Id.ToString());
        Assert.StartsWith("invalid: ", ok.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_must_be_the_hash_of_the_event()
    {
        var note = Alice.Note();
        var wrong = Alice.Note().Id.ToString();
        var ok = await Client.PublishAsync(Edited(note, "id", $"\"{wrong}\""), wrong);
        Assert.Equal("invalid: event id does not match", ok.Message);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("a \"quoted\" \n id")]
    public async Task Id_that_is_none_is_answered_as_it_was_given(string id)
    {
        var quoted = System.Text.Json.JsonSerializer.Serialize(id);
        var ok = await Client.PublishAsync(Edited(Alice.Note(), "id", quoted), id);
        Assert.False(ok.Accepted);
        Assert.StartsWith("invalid: ", ok.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task Event_without_an_id_is_answered_with_a_notice(string? id)
    {
        await Client.SendAsync($"[\"EVENT\",{Edited(Alice.Note(), "id", id)}]");
        Assert.StartsWith("invalid: ", (await Client.NextAsync<NoticeReply>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_must_be_the_authors_over_the_id()
    {
        var note = Alice.Note();
        foreach (var signature in new[]
        {
            Alice.Note().View.Signature.ToArray(), // of another event
            new byte[64],
            [.. Enumerable.Repeat((byte)0xFF, 32), .. note.View.Signature[32..]], // r beyond the field
            [.. note.View.Signature[..32], .. Enumerable.Repeat((byte)0xFF, 32)], // s beyond the order
        })
        {
            var ok = await Client.PublishAsync(Edited(note, "sig", $"\"{Convert.ToHexStringLower(signature)}\""), note.Id.ToString());
            Assert.Equal((false, "invalid: signature is invalid"), (ok.Accepted, ok.Message));
        }
        await AssertNotStoredAsync(note);
    }

    [Fact]
    public async Task Public_key_must_be_on_the_curve()
    {
        // No point has this x coordinate, because it is beyond the field.
        var key = new string('f', 64);
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"[0,\"{key}\",1700000000,1,[],\"\"]")));
        var signature = new string('0', 128);
        var json = $$"""{"id":"{{id}}","pubkey":"{{key}}","created_at":1700000000,"kind":1,"tags":[],"content":"","sig":"{{signature}}"}""";
        var ok = await Client.PublishAsync(json, id);
        Assert.Equal((false, "invalid: signature is invalid"), (ok.Accepted, ok.Message));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_and_not_repaired()
    {
        var note = Alice.Note("x");
        var ok = await Client.PublishAsync(Json(note).Replace("\"x\"", "\"\\ud800\"", StringComparison.Ordinal), note.Id.ToString());
        Assert.StartsWith("invalid: ", ok.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_fields_are_neither_stored_nor_sent()
    {
        var note = Alice.Note();
        var ok = await Client.PublishAsync(Edited(note, "seen_on", "[\"wss://elsewhere.example\"]"), note.Id.ToString());
        Assert.True(ok.Accepted, ok.Text);
        await Client.SendAsync($"[\"REQ\",\"a\",{Ids(note)}]");
        Assert.Equal($"[\"EVENT\",\"a\",{Json(note)}]", (await Client.NextAsync()).Text);
    }

    [Fact]
    public async Task Of_a_repeated_field_the_last_value_counts()
    {
        var note = Alice.Note("last");
        var ok = await Client.PublishAsync(Json(note).Insert(1, "\"content\":\"first\",\"kind\":7,"), note.Id.ToString());
        Assert.True(ok.Accepted, ok.Text);
        Assert.Equal(["last"], (await Client.QueryAsync(Ids(note))).Contents);
    }

    [Fact]
    public async Task Stored_event_is_recognised_before_its_signature_is_looked_at()
    {
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        var ok = await Client.PublishAsync(Edited(note, "sig", $"\"{new string('0', 128)}\""), note.Id.ToString());
        Assert.True(ok.Accepted);
        Assert.StartsWith("duplicate: ", ok.Message, StringComparison.Ordinal);
        await Client.SendAsync($"[\"REQ\",\"a\",{Ids(note)}]");
        Assert.Equal($"[\"EVENT\",\"a\",{Json(note)}]", (await Client.NextAsync()).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4294967297)]
    public async Task Times_before_and_beyond_32_bits_are_times(long at)
    {
        await using var relay = await TestRelay.StartAsync(new() { Store = Store, Time = new FakeTime(8_000_000_000) });
        await using var client = await relay.ConnectAsync();
        var note = Alice.Note(at: at);
        await client.PublishAllAsync(note);
        Assert.Equal([note.Id], (await client.QueryAsync($"{{\"since\":{at},\"until\":{at}}}")).Ids);
    }

    [Fact]
    public async Task Protected_event_is_blocked()
    {
        Assert.StartsWith("blocked: ", await RefusalAsync(Alice.Note(tags: [["-"]])), StringComparison.Ordinal);
        Assert.StartsWith("blocked: ", await RefusalAsync(Alice.Note(tags: [["-", "more"]])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authentication_event_is_not_an_event_to_publish() =>
        Assert.StartsWith("invalid: ", await RefusalAsync(Alice.Event(Kind.ClientAuthentication)), StringComparison.Ordinal);
}
