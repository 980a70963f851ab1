using System.Net;
using Relay.AspNetCore;

namespace Relay.FunctionalTests;

public sealed class ClientAddressTests
{
    readonly ClientAddress _addresses = new(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]);

    [Theory]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")] // no proxy of ours: the header is not believed
    [InlineData("10.1.2.3", null, "10.1.2.3")]
    [InlineData("10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.1.2.3", "1.2.3.4, 198.51.100.1", "198.51.100.1")] // the client may have written 1.2.3.4 itself
    [InlineData("10.1.2.3", "198.51.100.1, 192.0.2.7, 10.9.9.9", "198.51.100.1")]
    [InlineData("10.1.2.3", "10.4.4.4, 10.5.5.5", "10.4.4.4")] // all ours: the farthest
    [InlineData("10.1.2.3", "198.51.100.1, garbage, 10.5.5.5", "10.5.5.5")]
    [InlineData("10.1.2.3", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("10.1.2.3", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("10.1.2.3", "2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1")]
    [InlineData("::ffff:203.0.113.9", null, "203.0.113.9")]
    [InlineData("fd00::1", "198.51.100.1", "198.51.100.1")]
    [InlineData("192.0.2.8", "198.51.100.1", "192.0.2.8")]
    public void The_client_is_the_right_most_address_that_is_no_trusted_proxy(string peer, string? forwarded, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), _addresses.Of(IPAddress.Parse(peer), forwarded));

    [Fact]
    public void Several_headers_are_one_list() => Assert.Equal(
        IPAddress.Parse("198.51.100.1"), _addresses.Of(IPAddress.Parse("10.0.0.1"), new(["1.2.3.4, 198.51.100.1", "10.0.0.2"])));

    [Fact]
    public void A_connection_without_an_address_has_none() => Assert.Null(_addresses.Of(null, "198.51.100.1"));
}
