using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Relay.AspNetCore;
using Relay.Core;

namespace Relay.FunctionalTests;

public sealed class ClientAddressTests
{
    static readonly string[] Proxies = ["::ffff:10.0.0.0/104", "192.0.2.7", "fd00::/8", "127.0.0.1"];

    [Theory]
    [InlineData("10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.1.2.3", "1.2.3.4, 198.51.100.1", "198.51.100.1")] // the client may have written 1.2.3.4 itself
    [InlineData("10.1.2.3", "198.51.100.1, 192.0.2.7, 10.9.9.9", "198.51.100.1")]
    [InlineData("10.1.2.3", "10.4.4.4, 10.5.5.5", "10.4.4.4")] // all ours: the farthest
    [InlineData("10.1.2.3", "198.51.100.1, garbage, 10.5.5.5", "10.5.5.5")]
    [InlineData("10.1.2.3", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("10.1.2.3", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("10.1.2.3", "[2001:db8::1]", "2001:db8::1")]
    [InlineData("10.1.2.3", "2001:db8::1", "2001:db8::1")]
    [InlineData("10.1.2.3", "fe80::1%eth0", "fe80::1")]
    [InlineData("10.1.2.3", "fe80::1%2", "fe80::1")]
    [InlineData("::ffff:10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1")]
    [InlineData("fd00::1", "198.51.100.1", "198.51.100.1")]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1")]
    public void The_client_is_the_right_most_address_that_is_no_trusted_proxy(string peer, string forwarded, string expected) =>
        Assert.Equal(Origin(expected, ClientPath.Named), Of(peer, [("X-Forwarded-For", forwarded)]));

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("unknown")]
    [InlineData("198.51.100.1, unix:")]
    [InlineData("198.51.100.1,")]
    [InlineData("010.0.0.1")] // octal to some
    [InlineData("198.51.100")]
    [InlineData("3325256705")]
    [InlineData("198.51.100.1:99999")]
    public void A_trusted_proxy_that_names_nobody_stands_for_its_clients(string forwarded) =>
        Assert.Equal(Origin("127.0.0.1", ClientPath.Unnamed), Of("127.0.0.1", [("X-Forwarded-For", forwarded)]));

    [Theory]
    [InlineData("127.0.0.1", ClientPath.Unnamed)] // a proxy on this machine
    [InlineData("10.1.2.3", ClientPath.Direct)] // another machine asks for itself
    [InlineData("203.0.113.9", ClientPath.Direct)]
    [InlineData("::ffff:203.0.113.9", ClientPath.Direct)]
    public void Without_a_header_the_peer_is_the_client(string peer, object path) =>
        Assert.Equal(Origin(peer.Replace("::ffff:", "", StringComparison.Ordinal), (ClientPath)path), Of(peer, []));

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Real-IP")]
    [InlineData("CF-Connecting-IP")]
    [InlineData("Forwarded")]
    public void A_proxys_header_from_a_stranger_is_not_believed_and_shows_that_somebody_passes_on(string header)
    {
        Assert.Equal(Origin("203.0.113.9", ClientPath.Untrusted), Of("203.0.113.9", [(header, "198.51.100.1")]));
        Assert.Equal(Origin("127.0.0.2", ClientPath.Untrusted), Of("127.0.0.2", [(header, "198.51.100.1")]));
        Assert.Equal(Origin(null, ClientPath.Untrusted), Of(null, [(header, "198.51.100.1")]));
    }

    [Theory]
    [InlineData("localhost:7447", ClientPath.Direct)]
    [InlineData("127.0.0.1", ClientPath.Direct)]
    [InlineData("[::1]:7447", ClientPath.Direct)]
    [InlineData("relay.example.com", ClientPath.Tunnelled)]
    [InlineData("abcdefghijklmnop.onion", ClientPath.Tunnelled)]
    [InlineData("", ClientPath.Tunnelled)]
    public void Whoever_is_here_and_asks_for_another_host_comes_through_a_tunnel(string host, object path) =>
        Assert.Equal(Origin("127.0.0.9", (ClientPath)path), Of("127.0.0.9", [], host: host));

    [Theory]
    [InlineData("for=198.51.100.1", "198.51.100.1")]
    [InlineData("For=\"198.51.100.1:4711\";proto=https;by=10.0.0.1", "198.51.100.1")]
    [InlineData("proto=https ; for=\"[2001:db8::1]:4711\"", "2001:db8::1")]
    [InlineData("for=\"[2001:db8::1]\"", "2001:db8::1")]
    [InlineData("for=1.2.3.4, for=198.51.100.1, for=10.5.5.5", "198.51.100.1")]
    [InlineData("for=\"_hidden, for=6.6.6.6\", for=198.51.100.1;ext=\"a,b;c\\\"d\"", "198.51.100.1")]
    [InlineData("for=\"unfinished, for=198.51.100.1", "198.51.100.1")] // what the client began, the proxy need not finish
    [InlineData("for=198.51.100.1, for=unknown, for=10.5.5.5", "10.5.5.5")]
    public void Forwarded_is_read_as_RFC_7239_has_it(string forwarded, string expected) => Assert.Equal(
        Origin(expected, ClientPath.Named), Of("10.0.0.1", [("Forwarded", forwarded)], ClientAddressHeader.Forwarded));

    [Theory]
    [InlineData("for=unknown")]
    [InlineData("for=_secret")]
    [InlineData("by=198.51.100.1")]
    [InlineData("for=\"")]
    [InlineData(";;,,")]
    public void Forwarded_without_an_address_names_nobody(string forwarded) => Assert.Equal(
        Origin("10.0.0.1", ClientPath.Unnamed), Of("10.0.0.1", [("Forwarded", forwarded)], ClientAddressHeader.Forwarded));

    [Theory]
    [InlineData(ClientAddressHeader.XRealIp, "X-Real-IP")]
    [InlineData(ClientAddressHeader.CfConnectingIp, "CF-Connecting-IP")]
    public void A_header_of_one_address_holds_one(ClientAddressHeader option, string header)
    {
        (string, StringValues) other = ("X-Forwarded-For", "203.0.113.50");

        Assert.Equal(Origin("198.51.100.1", ClientPath.Named), Of("10.0.0.1", [(header, "198.51.100.1"), other], option));
        Assert.Equal(Origin("10.0.0.1", ClientPath.Unnamed), Of("10.0.0.1", [(header, "1.2.3.4, 198.51.100.1"), other], option));
        Assert.Equal(
            Origin("10.0.0.1", ClientPath.Unnamed),
            Of("10.0.0.1", [(header, new StringValues(["1.2.3.4", "198.51.100.1"])), other], option));
        Assert.Equal(Origin("10.0.0.1", ClientPath.Unnamed), Of("10.0.0.1", [other], option));
    }

    [Fact]
    public void Several_headers_are_one_list() => Assert.Equal(
        Origin("198.51.100.1", ClientPath.Named),
        Of("10.0.0.1", [("X-Forwarded-For", new StringValues(["1.2.3.4, 198.51.100.1", "10.0.0.2"]))]));

    [Fact]
    public void No_more_entries_are_read_than_there_may_be_proxies()
    {
        var list = "198.51.100.1" + string.Concat(Enumerable.Repeat(", 10.0.0.2", 31));
        Assert.Equal(Origin("198.51.100.1", ClientPath.Named), Of("10.0.0.1", [("X-Forwarded-For", list)]));
        Assert.Equal(Origin("10.0.0.2", ClientPath.Named), Of("10.0.0.1", [("X-Forwarded-For", list + ", 10.0.0.2")]));
    }

    [Fact]
    public void Unix_sockets_have_no_address_until_they_are_trusted_to_name_one()
    {
        (string, StringValues)[] headers = [("X-Forwarded-For", "198.51.100.1")];
        Assert.Equal(Origin(null, ClientPath.Direct), Of(null, []));
        Assert.Equal(Origin(null, ClientPath.Unnamed), Of(null, [], trusted: ["unix"]));
        Assert.Equal(Origin("198.51.100.1", ClientPath.Named), Of(null, headers, trusted: ["unix"]));
    }

    static ClientOrigin Origin(string? address, ClientPath path) => new(address is null ? null : IPAddress.Parse(address), path);

    static ClientOrigin Of(
        string? peer, (string Name, StringValues Value)[] headers, ClientAddressHeader header = default, string host = "localhost",
        string[]? trusted = null)
    {
        var addresses = new ClientAddress(new NetworkOptions { TrustedProxies = trusted ?? Proxies, ClientAddressHeader = header });
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
            dictionary[name] = value;
        return addresses.Of(peer is null ? null : IPAddress.Parse(peer), new HostString(host), dictionary);
    }
}
