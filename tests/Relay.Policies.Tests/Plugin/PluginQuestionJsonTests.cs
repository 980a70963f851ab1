using System.Buffers;
using System.Net;
using System.Text;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class PluginQuestionJsonTests
{
    const long Now = 1_700_000_000;

    readonly Author _alice = new();

    static ClientContext From(string? address) => new() { Id = 1, RemoteAddress = address is null ? null : IPAddress.Parse(address) };

    [Fact]
    public void Event_is_asked_about_in_one_line_as_strfry_does()
    {
        var e = _alice.Note("a\nb \u2028 \"c\"");

        Assert.Equal(
            $$"""{"type":"new","event":{{Encoding.UTF8.GetString(e.ToJson())}},"receivedAt":1700000000,"sourceType":"IP4","""
                + "\"sourceInfo\":\"192.0.2.1\"}\n",
            Line(e, null, From("192.0.2.1")));
    }

    [Theory]
    [InlineData("192.0.2.1", "IP4", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "IP4", "192.0.2.1")]
    [InlineData("2001:db8::1", "IP6", "2001:db8::1")]
    [InlineData("fe80::1%3", "IP6", "fe80::1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "IP6", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData(null, "Unix", "")]
    public void Source_is_the_client_s_address(string? address, string type, string info)
    {
        Assert.EndsWith(
            $$""","sourceType":"{{type}}","sourceInfo":"{{info}}"}""" + "\n",
            Line(_alice.Note(), null, From(address)), StringComparison.Ordinal);
    }

    [Fact]
    public void Proved_keys_are_told_the_first_as_strfry_does()
    {
        Bytes32 first = new Author().PublicKey, second = new Author().PublicKey;
        var client = From("192.0.2.1");
        client.AddKey(first);
        Assert.EndsWith($$""","authed":"{{first}}"}""" + "\n", Line(_alice.Note(), null, client), StringComparison.Ordinal);

        client.AddKey(second);
        Assert.EndsWith(
            $$""","authed":"{{first}}","authedKeys":["{{first}}","{{second}}"]}""" + "\n",
            Line(_alice.Note(), null, client), StringComparison.Ordinal);
    }

    [Fact]
    public void Author_is_the_key_that_is_told_where_it_is_proved()
    {
        Bytes32 other = new Author().PublicKey, author = _alice.PublicKey;
        var client = From("192.0.2.1");
        client.AddKey(other);
        client.AddKey(author);

        Assert.EndsWith(
            $$""","authed":"{{author}}","authedKeys":["{{other}}","{{author}}"]}""" + "\n",
            Line(_alice.Note(), null, client), StringComparison.Ordinal);
        Assert.Contains($$""","authed":"{{other}}",""", Line(null, new Filter(), client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Req", "req")]
    [InlineData("Count", "count")]
    public void Filter_is_asked_about_by_an_id_of_its_own(string subject, string type)
    {
        var filter = new Filter { Kinds = [1], Tags = [new TagFilter('t', [new TagValue("a\n")])] };

        Assert.Equal(
            $$"""{"type":"{{type}}","id":"{{new string('0', 64)}}","filter":{"kinds":[1],"#t":["a\n"]},"receivedAt":1700000000,"""
                + "\"sourceType\":\"Unix\",\"sourceInfo\":\"\"}\n",
            Line(null, filter, From(null), Enum.Parse<PluginSubject>(subject)));
    }

    static string Line(NostrEvent? e, Filter? filter, ClientContext client, PluginSubject subject = PluginSubject.Event)
    {
        var line = new ArrayBufferWriter<byte>();
        PluginQuestionJson.Write(new PluginQuestion(e?.Id ?? default, subject, e, filter, client, Now), line);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}
