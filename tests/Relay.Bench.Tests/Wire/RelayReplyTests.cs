using System.Text;

namespace Relay.Bench.Tests;

public sealed class RelayReplyTests
{
    [Fact]
    public void An_event_is_read_whatever_its_spacing()
    {
        foreach (var message in new[] { """["EVENT","s",{"id":"a"}]""", """ [ "EVENT" , "s" , {"id":"a"}] """ })
        {
            var reply = RelayReply.Parse(Encoding.UTF8.GetBytes(message));
            Assert.Equal(RelayReplyType.Event, reply.Type);
            Assert.True(reply.Id.SequenceEqual("s"u8));
            Assert.Equal("""{"id":"a"}""", Encoding.UTF8.GetString(reply.Event));
        }
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void An_ok_tells_its_event_its_verdict_and_its_words(string verdict, bool isAccepted)
    {
        var reply = RelayReply.Parse(Encoding.UTF8.GetBytes($"""["OK","abc",{verdict},"duplicate: known"]"""));
        Assert.Equal(RelayReplyType.Ok, reply.Type);
        Assert.True(reply.Id.SequenceEqual("abc"u8));
        Assert.Equal(isAccepted, reply.IsAccepted);
        Assert.Equal("duplicate: known", reply.Words);
    }

    [Theory]
    [InlineData("""["EOSE","s"]""", nameof(RelayReplyType.Eose), "")]
    [InlineData("""["EOSE","s",["finish"]]""", nameof(RelayReplyType.Eose), "")]
    [InlineData("""["EOSE","s",["more","later"],{}]""", nameof(RelayReplyType.Eose), "")]
    [InlineData("""["CLOSED","s","error: why"]""", nameof(RelayReplyType.Closed), "error: why")]
    [InlineData("""["NOTICE","careful"]""", nameof(RelayReplyType.Notice), "careful")]
    [InlineData("""["AUTH","challenge"]""", nameof(RelayReplyType.Other), "")]
    [InlineData("""{"no":"array"}""", nameof(RelayReplyType.Other), "")]
    [InlineData("no json", nameof(RelayReplyType.Other), "no json")]
    [InlineData("""["OK"]""", nameof(RelayReplyType.Ok), "")]
    public void Other_messages_tell_their_type_and_words(string message, string type, string words)
    {
        var reply = RelayReply.Parse(Encoding.UTF8.GetBytes(message));
        Assert.Equal(type, reply.Type.ToString());
        Assert.Equal(words, reply.Words);
    }
}
