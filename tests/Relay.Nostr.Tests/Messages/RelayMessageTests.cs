using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Relay.Nostr.Tests;

public sealed class RelayMessageTests
{
    static readonly SubscriptionId Id = new("a\"\\\n😀");

    [Fact]
    public void Messages_have_NIP_01s_shapes()
    {
        AssertWritten("[\"EOSE\",\"a\\\"\\\\\\n😀\"]", writer => RelayMessage.WriteEose(writer, Id));
        AssertWritten(
            "[\"EOSE\",\"a\\\"\\\\\\n😀\",[\"finish\"]]", writer => RelayMessage.WriteEose(writer, Id, EoseHint.Finish));
        AssertWritten("[\"EOSE\",\"a\\\"\\\\\\n😀\",[\"more\"]]", writer => RelayMessage.WriteEose(writer, Id, EoseHint.More));
        AssertWritten("[\"CLOSED\",\"a\\\"\\\\\\n😀\",\"error: x\"]", writer => RelayMessage.WriteClosed(writer, Id, "error: x"));
        AssertWritten("[\"NOTICE\",\"\\\"\\t\\u0001\"]", writer => RelayMessage.WriteNotice(writer, "\"\t\u0001"));
        AssertWritten(
            "[\"COUNT\",\"a\\\"\\\\\\n😀\",{\"count\":9223372036854775807}]",
            writer => RelayMessage.WriteCount(writer, Id, long.MaxValue));
        AssertWritten("[\"OK\",\"zz\",false,\"invalid: no\"]", writer => RelayMessage.WriteOk(writer, "zz"u8, false, "invalid: no"));
    }

    [Fact]
    public void OK_always_has_its_fourth_element()
    {
        AssertWritten(
            $"[\"OK\",\"{PlainEvent.Author}\",true,\"\"]",
            writer => RelayMessage.WriteOk(writer, Bytes32.Parse(PlainEvent.Author), true, ""));
    }

    [Fact]
    public void An_event_message_is_its_start_the_events_JSON_and_a_bracket()
    {
        var e = PlainEvent.Make("ü\n", [["t", "\u2028"]]);
        AssertWritten($"[\"EVENT\",\"a\\\"\\\\\\n😀\",{e.ToJson()}]", writer =>
        {
            RelayMessage.WriteEventStart(writer, Id);
            writer.Write(e.Parsed().ToJson());
            writer.Write("]"u8);
        });
    }

    [Fact]
    public void Any_text_of_any_length_is_escaped_and_comes_back_and_of_an_id_its_beginning()
    {
        Fuzz.Run(random =>
        {
            var json = new RandomJson(random);
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => json.Text()));
            var writer = new ArrayBufferWriter<byte>();
            RelayMessage.WriteClosed(writer, new SubscriptionId(text), text);
            using var document = JsonDocument.Parse(writer.WrittenMemory);
            Assert.Equal(
                string.Concat(text.EnumerateRunes().Take(RelayMessage.MaxEchoedCharacters)), document.RootElement[1].GetString());
            Assert.Equal(text, document.RootElement[2].GetString());
        });
    }

    [Fact]
    public void A_half_surrogate_pair_in_a_text_does_not_break_the_message()
    {
        AssertWritten("[\"NOTICE\",\"a\ufffd\"]", writer => RelayMessage.WriteNotice(writer, "a\ud800"));
    }

    static void AssertWritten(string expected, Action<IBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        Assert.Equal(expected, Encoding.UTF8.GetString(writer.WrittenSpan));
    }
}
