using System.Net;

namespace Relay.Core.Tests;

public sealed class AddressBudgetsTests
{
    readonly Budget _relay = new("Relay:Memory:SubscriptionsMiB", 100);
    readonly AddressBudgets _budgets;

    public AddressBudgetsTests() => _budgets = new AddressBudgets("Relay:Limits:Each", 60, _relay);

    static ClientContext Client(string? address) =>
        new() { Id = 1, RemoteAddress = address is null ? null : IPAddress.Parse(address) };

    Budget Enter(string? address) => _budgets.Enter(Client(address).LimitedAddress);

    [Fact]
    public void Clients_of_one_address_share_its_part_and_all_addresses_the_whole()
    {
        Budget one = Enter("192.0.2.1"), same = Enter("192.0.2.1"), other = Enter("192.0.2.2");

        Assert.Null(one.Take(40));
        Assert.Equal("Relay:Limits:Each", same.Take(30)?.Option);
        Assert.Null(other.Take(60));
        Assert.Same(_relay, one.Take(1));
        Assert.Equal(100, _relay.Used);
    }

    [Fact]
    public void Addresses_of_one_network_of_IPv6_are_one() => Assert.Same(Enter("2001:db8::1"), Enter("2001:db8::ffff:1"));

    [Theory]
    [InlineData(null)]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Loopback_and_clients_without_an_address_have_no_part(string? address)
    {
        Assert.Same(_relay, Enter(address));
        _budgets.Leave(Client(address).LimitedAddress);
        Assert.Equal(0, _budgets.Count);
    }

    [Fact]
    public void Address_is_forgotten_when_its_last_client_leaves()
    {
        var one = Enter("192.0.2.1");
        Enter("192.0.2.1");
        Enter("192.0.2.2");
        _budgets.Leave(Client("192.0.2.1").LimitedAddress);
        Assert.Equal(2, _budgets.Count);
        _budgets.Leave(Client("192.0.2.1").LimitedAddress);
        Assert.Equal(1, _budgets.Count);
        _budgets.Leave(Client("192.0.2.2").LimitedAddress);

        Assert.Equal(0, _budgets.Count);
        Assert.NotSame(one, Enter("192.0.2.1"));
    }

    [Fact]
    public async Task Clients_that_come_and_go_at_once_leave_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var client = Client($"192.0.2.{i % 3}");
                var budget = _budgets.Enter(client.LimitedAddress);
                if (budget.Take(1) is null)
                    budget.Give(1);
                _budgets.Leave(client.LimitedAddress);
            }
        })));

        Assert.Equal((0, 0), (_budgets.Count, _relay.Used));
    }
}
