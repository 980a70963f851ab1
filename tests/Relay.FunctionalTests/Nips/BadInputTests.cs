using System.Text;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Input that nobody should send. The connection survives, and every limit applies exactly at its value.</summary>
public abstract class BadInputTests(TestStore store) : RelayTests(store)
{
    protected override TestRelayOptions Setup() => new()
    {
        Store = Store,
        Time = new FakeTime(),
        Options = new RelayOptions
        {
            Limits = new LimitsOptions
            {
                MaxEventTags = 3,
                MaxSubscriptions = 3,
                MaxFilters = 3,
                MaxLimit = 5,
                DefaultLimit = 4,
                MaxSubscriptionIdLength = 10,
                CreatedAtMaxSecondsAhead = 60,
            },
        },
    };

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("\"REQ\"")]
    [InlineData("[\"FOO\",1]")]
    [InlineData("[\"req\",\"a\",{}]")]
    [InlineData("[\"REQ\"]")]
    [InlineData("[\"COUNT\"]")]
    [InlineData("[\"EVENT\"]")]
    [InlineData("[\"EVENT\",1]")]
    [InlineData("[\"EVENT\",[]]")]
    [InlineData("[\"EVENT\",{}]")]
    [InlineData("[\"AUTH\"]")]
    [InlineData("[\"NEG-OPEN\"]")]
    [InlineData("[\"REQ\",\"a\",{}")]
    [InlineData("[\"REQ\",\"a\",{}]]")]
    [InlineData("[\"REQ\",\"a\",{},]")]
    [InlineData("[\"REQ\",\"a\",{}] x")]
    [InlineData("['REQ','a',{}]")]
    [InlineData("[\"REQ\",\"a\",{\"limit\":01}]")]
    [InlineData("[\"REQ\",\"\t\",{}]")]
    [InlineData(" ")]
    [InlineData("\u0000")]
    [InlineData("nullnull")]
    public async Task Message_that_cannot_be_read_is_answered_with_a_notice(string message)
    {
        await Client.SendAsync(message);
        Assert.StartsWith("invalid: ", (await Client.NextAsync<NoticeReply>()).Message, StringComparison.Ordinal);
        Assert.Empty(await Client.DrainAsync());
    }

    [Theory]
    [InlineData("[\"NEG-OPEN\",\"n\",{},\"61\"]", "[\"NEG-ERR\",\"n\",\"unsupported: ")]
    [InlineData("[\"NEG-MSG\",\"n\",\"61\"]", "[\"NEG-ERR\",\"n\",\"unsupported: ")]
    public async Task Negentropy_is_refused_by_its_own_message(string message, string expected)
    {
        await Client.SendAsync(message);
        Assert.StartsWith(expected, (await Client.NextAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authentication_is_answered_with_no()
    {
        var auth = Alice.Event(22242);
        await Client.SendAsync($"[\"AUTH\",{Json(auth)}]");
        var ok = await Client.OkAsync(auth.Id.ToString());
        Assert.False(ok.Accepted);
        Assert.StartsWith("invalid: ", ok.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task Deep_nesting_is_no_message(char open, char close)
    {
        var inner = open == '[' ? new string('[', 100_000) : string.Concat(Enumerable.Repeat("{\"a\":", 50_000));
        await Client.SendAsync($"[\"REQ\",\"a\",{inner}{new string(close, 10)}");
        Assert.StartsWith("invalid: ", (await Client.NextAsync<NoticeReply>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Very_long_values_are_refused_quickly()
    {
        var id = new string('x', 500_000);
        await Client.SendAsync($"[\"REQ\",\"{id}\",{{}}]");
        Assert.StartsWith("invalid: ", (await Client.StoredAsync(id[..64])).Closed, StringComparison.Ordinal);
        await Client.SendAsync($"[\"{id}\"]");
        await Client.NextAsync<NoticeReply>();
        await Client.SendAsync($"[\"REQ\",\"a\",{{\"kinds\":[{string.Join(',', Enumerable.Range(0, 80_000))}]}}]");
        Assert.StartsWith("invalid: too many values", (await Client.StoredAsync("a")).Closed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_tags_as_allowed_and_no_more()
    {
        string[][] tags = [["t", "1"], ["t", "2"], ["t", "3"]];
        await Client.PublishAllAsync(Alice.Note(tags: tags));
        Assert.StartsWith("invalid: ", await RefusalAsync(Alice.Note(tags: [.. tags, ["t", "4"]])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_empty_tags_are_refused()
    {
        var note = Alice.Note();
        var tags = $"[{string.Join(',', Enumerable.Repeat("[\"\"]", 90_000))}]";
        var ok = await Client.PublishAsync(Edited(note, "tags", tags), note.Id.ToString());
        Assert.False(ok.Accepted);
        Assert.StartsWith("invalid: ", ok.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_subscriptions_as_allowed_and_no_more()
    {
        for (var i = 0; i < 3; i++)
            Assert.Null((await Client.ReqAsync($"{i}", "{}")).Closed);
        Assert.StartsWith("blocked: ", (await Client.ReqAsync("3", "{}")).Closed, StringComparison.Ordinal);
        Assert.Null((await Client.ReqAsync("2", "{\"kinds\":[1]}")).Closed);
        await Client.CloseAsync("0");
        Assert.Null((await Client.ReqAsync("3", "{}")).Closed);
        await using var other = await Relay.ConnectAsync();
        Assert.Null((await other.ReqAsync("0", "{}")).Closed);
    }

    [Fact]
    public async Task As_many_filters_as_allowed_and_no_more()
    {
        Assert.Null((await Client.ReqAsync("a", "{}", "{}", "{}")).Closed);
        Assert.StartsWith("invalid: ", (await Client.ReqAsync("a", "{}", "{}", "{}", "{}")).Closed, StringComparison.Ordinal);
        Assert.IsType<CountReply>(await Client.CountAsync("c", "{}", "{}", "{}"));
        Assert.IsType<ClosedReply>(await Client.CountAsync("c", "{}", "{}", "{}", "{}"));
    }

    [Fact]
    public async Task As_long_a_subscription_id_as_allowed_and_no_longer()
    {
        Assert.Null((await Client.ReqAsync(new string('☃', 10), "{}")).Closed);
        Assert.StartsWith("invalid: ", (await Client.ReqAsync(new string('☃', 11), "{}")).Closed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 4)]
    [InlineData("{\"limit\":5}", 5)]
    [InlineData("{\"limit\":6}", 5)]
    [InlineData("{\"limit\":1000000000000}", 5)]
    public async Task Limit_is_lowered_to_the_highest_and_has_a_default(string filter, int expected)
    {
        await Client.PublishAllAsync(Enumerable.Range(0, 7).Select(_ => Alice.Note()));
        Assert.Equal(expected, (await Client.QueryAsync(filter)).Events.Count);
    }

    [Fact]
    public async Task As_far_ahead_as_allowed_and_no_farther()
    {
        var now = Relay.Services.GetService(typeof(TimeProvider)) is FakeTime time ? time.Now : throw new InvalidOperationException();
        await Client.PublishAllAsync(Alice.Note(at: now + 60));
        Assert.StartsWith("invalid: ", await RefusalAsync(Alice.Note(at: now + 61)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_never_end_the_connection()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var whole = $"[\"EVENT\",{Json(Alice.Note("text", tags: Tag("t", "x")))}]";
        for (var i = 0; i < 300; i++)
        {
            var broken = Encoding.ASCII.GetBytes(whole);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                broken[random.Next(broken.Length)] = (byte)random.Next(128);
            await Client.SendAsync(Encoding.ASCII.GetString(broken, 0, random.Next(broken.Length + 1)));
        }
        await Client.DrainAsync();
        Assert.Null(Client.CloseStatus);
    }
}
