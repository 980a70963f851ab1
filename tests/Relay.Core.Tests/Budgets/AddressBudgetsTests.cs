using System.Net;

namespace Relay.Core.Tests;

public sealed class AddressBudgetsTests
{
    readonly Budget _relay = new("Relay:Memory:SubscriptionsMiB", 100);
    readonly AddressBudgets _budgets;

    public AddressBudgetsTests() => _budgets = new AddressBudgets("Relay:Limits:Each", 60, _relay);

    AddressBudget Enter(string address) => _budgets.Enter(AddressKey.Of(IPAddress.Parse(address)));

    [Fact]
    public void Clients_of_one_address_share_its_part_and_all_addresses_the_whole()
    {
        AddressBudget one = Enter("192.0.2.1"), same = Enter("192.0.2.1"), other = Enter("192.0.2.2");

        Assert.Null(one.Budget.Take(40));
        Assert.Equal("Relay:Limits:Each", same.Budget.Take(30)?.Option);
        Assert.Null(other.Budget.Take(60));
        Assert.Same(_relay, one.Budget.Take(1));
        Assert.Equal(100, _relay.Used);
    }

    [Fact]
    public void Addresses_of_one_network_of_IPv6_are_one() => Assert.Same(Enter("2001:db8::1"), Enter("2001:db8::ffff:1"));

    [Fact]
    public void Address_is_forgotten_when_its_last_client_leaves()
    {
        AddressBudget one = Enter("192.0.2.1"), same = Enter("192.0.2.1"), other = Enter("192.0.2.2");
        _budgets.Leave(one);
        Assert.Equal(2, _budgets.Count);
        _budgets.Leave(same);
        Assert.Equal(1, _budgets.Count);
        _budgets.Leave(other);

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
                var budget = Enter($"192.0.2.{i % 3}");
                if (budget.Budget.Take(1) is null)
                    budget.Budget.Give(1);
                _budgets.Leave(budget);
            }
        })));

        Assert.Equal((0, 0), (_budgets.Count, _relay.Used));
    }
}
