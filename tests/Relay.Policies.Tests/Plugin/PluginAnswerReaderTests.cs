using System.Text;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.Policies.Tests;

public sealed class PluginAnswerReaderTests
{
    static readonly Bytes32 Id = Bytes32.Parse(new string('a', 64));

    static string Hex => Id.ToString();

    [Theory]
    [InlineData("""{"id":"ID","action":"accept"}""", "Accept", null)]
    [InlineData("""{"id":"ID","action":"accept","msg":""}""", "Accept", "")]
    [InlineData("""{"action":"reject","msg":"blocked: no","id":"ID"}""", "Reject", "blocked: no")]
    [InlineData("""{"id":"ID","action":"reject","msg":null}""", "Reject", null)]
    [InlineData("""{"id":"ID","action":"reject","msg":"\u00e9\"\n"}""", "Reject", "é\"\n")]
    [InlineData("""{"id":"ID","action":"shadowReject"}""", "ShadowReject", null)]
    [InlineData("\uFEFF{\"id\":\"ID\",\"action\":\"accept\"}", "Accept", null)]
    [InlineData("""  {"id" : "ID" , "other": [{"id":"x"}, 1], "action" : "acc\u0065pt"}  """, "Accept", null)]
    public void Answers_are_read_in_any_spelling(string line, string action, string? text)
    {
        Assert.True(PluginAnswerReader.TryRead(Line(line), isTooLong: false, out var answer, out var problem), problem);
        Assert.Null(problem);
        Assert.Equal(new PluginAnswer(Id, Enum.Parse<PluginAction>(action), text), answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("accept")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"action":"accept"}""")]
    [InlineData("""{"id":1,"action":"accept"}""")]
    [InlineData("""{"id":"abc","action":"accept"}""")]
    [InlineData("""{"id":"ID ","action":"accept"}""")]
    [InlineData("""{"id":"ID","id":"OTHER","action":"accept"}""")]
    [InlineData("""{"action":"accept","id":"ID""")]
    [InlineData("""{"action":"accept",,"id":"ID"}""")]
    [InlineData("""{"answer":{"id":"ID","action":"accept"}}""")]
    [InlineData("""[{"id":"ID","action":"accept"}]""")]
    [InlineData("\uFEFF\uFEFF{\"id\":\"ID\",\"action\":\"accept\"}")]
    public void What_names_no_question_is_no_answer_and_says_why(string line)
    {
        Assert.False(PluginAnswerReader.TryRead(Line(line), isTooLong: false, out var answer, out var problem));
        Assert.NotEmpty(problem!);
        Assert.Equal(default, answer);
    }

    [Theory]
    [InlineData("""{"id":"ID"}""")]
    [InlineData("""{"id":"ID","action":"Accept"}""")]
    [InlineData("""{"id":"ID","action":"delete"}""")]
    [InlineData("""{"id":"ID","action":true}""")]
    [InlineData("""{"id":"ID","action":null}""")]
    [InlineData("""{"id":"ID","action":["accept"]}""")]
    [InlineData("""{"id":"ID","action":{"accept":"accept"},"msg":""}""")]
    [InlineData("""{"action":1,"msg":[[1]],"id":"ID"}""")]
    [InlineData("""{"id":"ID","action":"accept","msg":1}""")]
    [InlineData("""{"msg":{"action":"accept"},"id":"ID","action":"accept"}""")]
    [InlineData("""{"id":"ID","action":"reject","msg":"\ud800"}""")]
    [InlineData("""{"msg":"\ud800","id":"ID","action":"accept"}""")]
    [InlineData("""{"id":"ID","action":"reject","action":"accept"}""")]
    [InlineData("""{"id":"ID","action":"accept","action":"accept"}""")]
    [InlineData("""{"id":"ID","id":"ID","action":"accept"}""")]
    [InlineData("""{"id":1,"id":"ID","action":"accept"}""")]
    [InlineData("""{"id":"ID","action":"accept","msg":null,"msg":"x"}""")]
    [InlineData("""{"id":"ID","action":"accept"}{"id":"ID","action":"accept"}""")]
    [InlineData("""{"id":"ID","action":"accept"},""")]
    [InlineData("""{"id":"ID","action":"accept",}""")]
    [InlineData("""{"id":"ID","action":"accept" """)]
    public void Answer_that_names_a_question_but_cannot_be_used_is_one_without_an_action(string line) => AssertUnusable(Line(line));

    [Fact]
    public void Text_that_is_no_UTF_8_makes_an_answer_unusable()
    {
        AssertUnusable([.. Line("""{"id":"ID","action":"reject","msg":" """), 0xFF, 0xFE, .. "\"}"u8]);
        AssertUnusable([.. "{\"msg\":\""u8, 0xFF, .. Line("\",\"id\":\"ID\",\"action\":\"accept\"}")]);
    }

    [Fact]
    public void Line_that_is_too_long_is_never_an_acceptance()
    {
        Assert.True(PluginAnswerReader.TryRead(Line("""{"id":"ID","action":"accept"}   """), isTooLong: true, out var answer, out _));
        Assert.Equal(new PluginAnswer(Id, PluginAction.None, null), answer);
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_accept()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var line = new byte[200];
        for (var i = 0; i < 20_000; i++)
        {
            var length = random.Next(line.Length);
            random.NextBytes(line.AsSpan(0, length));
            // Half of the lines begin like an answer.
            if (i % 2 == 0)
                "{\"id\":"u8.CopyTo(line);
            Assert.False(PluginAnswerReader.TryRead(line.AsSpan(0, length), isTooLong: false, out _, out _), $"seed {seed}, line {i}");
        }
    }

    [Fact]
    public void Mutated_answers_are_read_as_another_reader_reads_them_or_refused()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        int read = 0, refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var action = random.Next(3) switch { 0 => "accept", 1 => "reject", _ => "shadowReject" };
            var line = Line($$"""{"id":"ID","action":"{{action}}","msg":"a: b","x":[1,{"id":"y"}]}""").ToList();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                Mutate(line, random);
            var bytes = line.ToArray();

            if (PluginAnswerReader.TryRead(bytes, isTooLong: false, out var answer, out var problem) && problem is null)
            {
                AssertSame(answer, bytes, $"seed {seed}, line {i}: {Encoding.UTF8.GetString(bytes)}");
                read++;
            }
            else
                refused++;
        }
        Assert.True(read > 100 && refused > 100, $"seed {seed}: {read} read, {refused} refused");
    }

    static void AssertUnusable(byte[] line)
    {
        Assert.True(PluginAnswerReader.TryRead(line, isTooLong: false, out var answer, out var problem), problem);
        Assert.NotEmpty(problem!);
        Assert.Equal(new PluginAnswer(Id, PluginAction.None, null), answer);
    }

    static void Mutate(List<byte> line, Random random)
    {
        var at = random.Next(line.Count);
        ReadOnlySpan<byte> alphabet = "{}[]\":,\\ae1 \n\0\xFF"u8;
        switch (random.Next(4))
        {
            case 0:
                line[at] = alphabet[random.Next(alphabet.Length)];
                break;
            case 1:
                line.Insert(at, alphabet[random.Next(alphabet.Length)]);
                break;
            case 2:
                line.RemoveRange(at, Math.Min(random.Next(1, 10), line.Count - at));
                break;
            default:
                line.InsertRange(at, line.GetRange(at, Math.Min(random.Next(1, 100), line.Count - at)));
                break;
        }
        if (line.Count == 0)
            line.Add((byte)' ');
    }

    static void AssertSame(in PluginAnswer answer, byte[] line, string what)
    {
        using var json = JsonDocument.Parse(line);
        Assert.True(json.RootElement.EnumerateObject().Count(static member => member.NameEquals("id")) == 1, what);
        Assert.True(json.RootElement.EnumerateObject().Count(static member => member.NameEquals("action")) == 1, what);
        Assert.True(answer.Id.ToString() == json.RootElement.GetProperty("id").GetString(), what);
        var action = answer.Action.ToString();
        Assert.True(char.ToLowerInvariant(action[0]) + action[1..] == json.RootElement.GetProperty("action").GetString(), what);
    }

    static byte[] Line(string text) => Encoding.UTF8.GetBytes(
        text.Replace("ID", Hex, StringComparison.Ordinal).Replace("OTHER", new string('b', 64), StringComparison.Ordinal));
}
