using System.Net;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class AddressPrefixesTests
{
    [Theory]
    [InlineData(32, 64, "198.51.100.1", "::ffff:198.51.100.1", true)]
    [InlineData(32, 64, "198.51.100.1", "198.51.100.0", false)]
    [InlineData(31, 64, "198.51.100.1", "198.51.100.0", true)]
    [InlineData(31, 64, "198.51.100.1", "::ffff:198.51.100.2", false)]
    [InlineData(16, 64, "198.51.0.1", "198.51.255.1", true)]
    [InlineData(16, 64, "198.51.0.1", "198.52.0.1", false)]
    [InlineData(32, 64, "2001:db8:0:1::1", "2001:db8:0:1:ffff::", true)]
    [InlineData(32, 64, "2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData(32, 56, "2001:db8:0:1::1", "2001:db8:0:ff::1", true)]
    [InlineData(32, 56, "2001:db8:0:1::1", "2001:db8:0:100::1", false)]
    [InlineData(32, 57, "2001:db8:0:1::1", "2001:db8:0:80::1", false)]
    [InlineData(32, 128, "2001:db8::1", "2001:db8::2", false)]
    [InlineData(32, 128, "2001:db8::1", "2001:db8::1", true)]
    [InlineData(16, 96, "0.0.1.1", "::1:1", false)]
    public void Addresses_are_one_if_their_leading_bits_are(int ipv4, int ipv6, string one, string other, bool areOne)
    {
        var prefixes = new AddressPrefixes(ipv4, ipv6);

        Assert.Equal(areOne, prefixes.KeyOf(IPAddress.Parse(one)) == prefixes.KeyOf(IPAddress.Parse(other)));
    }

    [Theory]
    [InlineData("IPv4PrefixLength", "15", "16 to 32")]
    [InlineData("IPv4PrefixLength", "33", "16 to 32")]
    [InlineData("IPv6PrefixLength", "31", "32 to 128")]
    [InlineData("IPv6PrefixLength", "129", "32 to 128")]
    public void Lengths_that_no_network_has_are_a_mistake(string key, string value, string range) => Assert.Equal(
        $"Relay:Network:{key} is {value}, but must be from {range}", Assert.Single(ProblemsOf(($"Relay:Network:{key}", value))));
}
