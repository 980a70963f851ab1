using System.Net;

namespace Relay.Core.Tests;

public sealed class AddressBudgetsTests
{
    readonly Budget _all = new("Relay:Memory:MessagesMiB", 1000);
    readonly AddressBudgets _addresses;

    public AddressBudgetsTests() => _addresses = new AddressBudgets("Relay:Limits:Part", 400, _all);

    [Fact]
    public void Connections_of_one_address_share_its_part()
    {
        var first = _addresses.Enter(Client("203.0.113.1"));
        var second = _addresses.Enter(Client("203.0.113.1"));

        Assert.Null(first.Take(300));
        Assert.Equal("Relay:Limits:Part", second.Take(200)?.Option);
        Assert.Null(second.Take(100));
        Assert.Equal(400, _all.Used);
    }

    [Fact]
    public void An_IPv6_network_is_one_address() =>
        Assert.Same(_addresses.Enter(Client("2001:db8::1")), _addresses.Enter(Client("2001:db8::ffff:2")));

    [Fact]
    public void All_addresses_together_have_what_the_relay_has()
    {
        Assert.Null(_addresses.Enter(Client("203.0.113.1")).Take(400));
        Assert.Null(_addresses.Enter(Client("203.0.113.2")).Take(400));
        var third = _addresses.Enter(Client("203.0.113.3"));

        Assert.Same(_all, third.Take(300));
        Assert.Equal(0, third.Used);
        Assert.Null(third.Take(200));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Who_has_no_address_or_is_on_this_machine_has_no_part(string? address)
    {
        Assert.Same(_all, _addresses.Enter(Client(address)));
        Assert.Equal(0, _addresses.Count);
    }

    [Fact]
    public void An_address_is_forgotten_when_nobody_of_it_is_left()
    {
        var client = Client("203.0.113.1");
        _addresses.Enter(client);
        _addresses.Enter(client);
        _addresses.Leave(client);
        Assert.Equal(1, _addresses.Count);
        _addresses.Leave(client);
        Assert.Equal(0, _addresses.Count);
    }

    [Fact]
    public void What_is_overdrawn_is_given_back_like_what_was_taken()
    {
        var part = _addresses.Enter(Client("203.0.113.1"));
        part.Overdraw(1500);
        Assert.True(part.IsOverdrawn && _all.IsOverdrawn);
        Assert.NotNull(part.Take(1));
        part.Give(1500);
        Assert.Equal((0, 0), (part.Used, _all.Used));
    }

    static ClientContext Client(string? address) =>
        new() { Id = 1, RemoteAddress = address is null ? null : IPAddress.Parse(address) };
}
