using System.Text.RegularExpressions;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed partial class MessageTests : IAsyncDisposable
{
    readonly TestEngine _relay = new();
    readonly Author _alice = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    async Task<string> AnswerToAsync(string message)
    {
        var client = await _relay.ConnectAsync();
        await client.SayAsync(message);
        return Assert.Single(client.Messages);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[\"FOO\",1]")]
    [InlineData("[\"EVENT\"]")]
    [InlineData("[\"EVENT\",{}]")]
    [InlineData("[\"EVENT\",\"x\"]")]
    [InlineData("[\"EVENT\",{\"id\":\"")]
    [InlineData("[\"REQ\"]")]
    [InlineData("[\"REQ\",1,{}]")]
    [InlineData("[\"REQ\",null,{}]")]
    [InlineData("[\"REQ\",\"\",{}]")]
    [InlineData("[\"COUNT\",\"\",{}]")]
    [InlineData("[\"AUTH\"]")]
    [InlineData("[\"AUTH\",\"challenge\"]")]
    [InlineData("[\"NEG-OPEN\"]")]
    public async Task What_has_no_id_to_answer_by_gets_a_notice_that_says_why(string message) =>
        Assert.Matches("^\\[\"NOTICE\",\"[a-z-]+: .+\"\\]$", await AnswerToAsync(message));

    [Theory]
    [InlineData("[\"REQ\",\"a\"]", "invalid: at least one filter is required")]
    [InlineData("[\"REQ\",\"a\",1]", "invalid: a filter must be an object")]
    [InlineData("[\"REQ\",\"a\",{},{\"kinds\":[\"1\"]}]", "invalid: kinds must be an array of integers")]
    [InlineData("[\"REQ\",\"a\",{\"foo\":1}]", "unsupported: filter contains unknown elements: foo")]
    [InlineData("[\"REQ\",\"a\",{\"#foo\":[\"x\"]}]", "unsupported: filter contains unknown elements: #foo")]
    [InlineData("[\"COUNT\",\"a\"]", "invalid: at least one filter is required")]
    [InlineData("[\"COUNT\",\"a\",{\"limit\":-1}]", "invalid: limit must be an integer that is not negative")]
    public async Task Bad_query_is_closed_with_its_reason(string message, string reason) =>
        Assert.Equal($"[\"CLOSED\",\"a\",\"{reason}\"]", await AnswerToAsync(message));

    [Theory]
    [InlineData("[\"CLOSE\",\"unknown\"]")]
    [InlineData("[\"CLOSE\"]")]
    [InlineData("[\"CLOSE\",1]")]
    [InlineData("[\"NEG-CLOSE\",\"unknown\"]")]
    public async Task Closing_what_is_not_open_is_not_answered(string message)
    {
        var client = await _relay.ConnectAsync();
        await client.SayAsync(message);

        Assert.Empty(client.Messages);
    }

    [Theory]
    [InlineData("[\"NEG-OPEN\",\"n\",{},\"61\"]")]
    [InlineData("[\"NEG-MSG\",\"n\",\"61\"]")]
    public async Task Reconciliation_is_refused_as_unsupported(string message) =>
        Assert.StartsWith("[\"NEG-ERR\",\"n\",\"unsupported: ", await AnswerToAsync(message), StringComparison.Ordinal);

    [Fact]
    public async Task Authentication_is_answered_by_its_id()
    {
        var auth = _alice.Event(22242);
        var json = System.Text.Encoding.UTF8.GetString(auth.ToJson());

        Assert.Equal(
            RecordingOutbox.Ok(auth, false, "invalid: authentication is not enabled here"), await AnswerToAsync($"[\"AUTH\",{json}]"));
    }

    [Fact]
    public async Task Event_with_a_wrong_id_is_answered_by_the_id_it_gave()
    {
        var json = System.Text.Encoding.UTF8.GetString(_alice.Note().ToJson());

        Assert.Equal(
            "[\"OK\",\"zz\\\"\",false,\"invalid: the id must be 64 lowercase hex characters\"]",
            await AnswerToAsync($"[\"EVENT\",{IdMember().Replace(json, "\"id\":\"zz\\\"\"")}]"));
    }

    [Fact]
    public async Task Message_without_event_is_not_answered_by_the_id_of_an_earlier_one()
    {
        var client = await _relay.ConnectAsync();
        await client.PublishAsync(_alice.Note());
        await client.SayAsync("[\"EVENT\"]");

        Assert.Equal("[\"NOTICE\",\"invalid: the event is missing\"]", client.Messages[^1]);
    }

    [Fact]
    public async Task Longest_subscription_id_is_taken_and_one_character_more_is_not()
    {
        var client = await _relay.ConnectAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 64));

        Assert.Equal([$"[\"EOSE\",\"{longest}\"]"], await client.QueryAsync(longest, "{}"));
        await client.SayAsync($"[\"REQ\",\"{longest}x\",{{}}]");
        Assert.Equal($"[\"CLOSED\",\"{longest}\",\"invalid: the subscription id is too long\"]", client.Messages[^1]);
    }

    [Theory]
    [InlineData("[\"REQ\",\"{0}\",{}]", "[\"CLOSED\",\"{0}\",\"invalid: the subscription id is too long\"]")]
    [InlineData("[\"COUNT\",\"{0}\",{}]", "[\"CLOSED\",\"{0}\",\"invalid: the subscription id is too long\"]")]
    [InlineData("[\"NEG-OPEN\",\"{0}\",{},\"\"]", "[\"NEG-ERR\",\"{0}\",\"unsupported: this relay does not support NIP-77\"]")]
    [InlineData("[\"EVENT\",{\"id\":\"{0}\"}]", "[\"OK\",\"{0}\",false,\"invalid: the id must be 64 lowercase hex characters\"]")]
    [InlineData("[\"AUTH\",{\"id\":\"{0}\"}]", "[\"OK\",\"{0}\",false,\"invalid: authentication is not enabled here\"]")]
    public async Task An_answer_repeats_sixty_four_characters_of_what_a_client_calls_things(string message, string answer)
    {
        var client = await _relay.ConnectAsync();
        foreach (var character in new[] { "x", "😀", "\\n", "\\u0000" })
        {
            await client.SayAsync(message.Replace("{0}", Repeated(character, 50_000), StringComparison.Ordinal));

            Assert.Equal(answer.Replace("{0}", Repeated(character, 64), StringComparison.Ordinal), client.Messages[^1]);
        }

        static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
    }

    [Fact]
    public async Task Random_bytes_never_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var client = await _relay.ConnectAsync();
        var valid = System.Text.Encoding.UTF8.GetBytes("[\"REQ\",\"a\",{\"kinds\":[1],\"#e\":[\"" + _alice.Hex + "\"],\"limit\":5},{}]");
        for (var i = 0; i < 5000; i++)
        {
            var message = valid.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            var exception = await Record.ExceptionAsync(
                async () => await client.Session.ConsumeAsync(message.AsMemory(0, random.Next(message.Length + 1)), default));
            Assert.True(exception is null, $"seed {seed}, message {i}: {exception}");
        }
        Assert.Empty(_relay.Log.Errors);
    }

    [GeneratedRegex("\"id\":\"[0-9a-f]{64}\"")]
    private static partial Regex IdMember();
}
