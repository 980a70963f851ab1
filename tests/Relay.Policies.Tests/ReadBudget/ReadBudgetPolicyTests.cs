using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class ReadBudgetPolicyTests
{
    const string TooMuch = "rate-limited: the query reads too much for this connection";

    readonly FakeTime _time = new();

    [Fact]
    public async Task No_query_begins_while_the_budget_is_overdrawn()
    {
        var policy = Policy(Rule(100));

        Assert.Equal("", Charge(policy, Judge.Client, 100));
        Assert.Equal("", await AskAsync(policy, Judge.Client));
        Assert.Equal("", Charge(policy, Judge.Client, 1));
        Assert.Equal("rate-limited: too much was read from this connection, wait 1 seconds", await AskAsync(policy, Judge.Client));
    }

    [Fact]
    public void A_running_query_ends_when_it_overdraws_the_budget_too_far()
    {
        var policy = Policy(Rule(100, maxDebt: 20));

        Assert.Equal("", Charge(policy, Judge.Client, 120));
        Assert.Equal(TooMuch, Charge(policy, Judge.Client, 1));
    }

    [Fact]
    public void A_budget_is_overdrawn_by_as_much_as_it_holds_unless_told_otherwise()
    {
        var policy = Policy(Rule(100, burst: 150));

        Assert.Equal("", Charge(policy, Judge.Client, 300));
        Assert.Equal(TooMuch, Charge(policy, Judge.Client, 1));
    }

    [Fact]
    public async Task A_budget_fills_evenly_up_to_its_brim()
    {
        var policy = Policy(Rule(60, maxDebt: 1000));
        Charge(policy, Judge.Client, 60 + 10);
        Assert.Equal("rate-limited: too much was read from this connection, wait 10 seconds", await AskAsync(policy, Judge.Client));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotEqual("", await AskAsync(policy, Judge.Client));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", await AskAsync(policy, Judge.Client));

        _time.Advance(TimeSpan.FromHours(1));
        Charge(policy, Judge.Client, 60);
        Assert.Equal("", await AskAsync(policy, Judge.Client));
        Charge(policy, Judge.Client, 1);
        Assert.NotEqual("", await AskAsync(policy, Judge.Client));
    }

    [Theory]
    [InlineData(ReadBudgetOwner.Connection, "198.51.100.1", "198.51.100.1", false)]
    [InlineData(ReadBudgetOwner.Address, "198.51.100.1", "198.51.100.1", true)]
    [InlineData(ReadBudgetOwner.Address, "2001:db8::1", "2001:db8::2", true)]
    [InlineData(ReadBudgetOwner.Address, "2001:db8::1", "2001:db8:1::1", false)]
    [InlineData(ReadBudgetOwner.Address, "127.0.0.1", "127.0.0.1", false)]
    [InlineData(ReadBudgetOwner.Connection, "::1", "::1", false)]
    public async Task Who_shares_a_budget(ReadBudgetOwner by, string first, string second, bool shares)
    {
        var policy = Policy(Rule(10, by: by));
        Charge(policy, Judge.From(first), 1_000_000);

        Assert.Equal(shares, await AskAsync(policy, Judge.From(second)) != "");
    }

    [Fact]
    public async Task Traffic_and_work_have_budgets_of_their_own()
    {
        var policy = Policy(Rule(10), Rule(1000, of: ReadBudgetMeasure.Bytes));

        Assert.False(policy.OnQueryCost(Judge.Client, new QueryCost(5, 1500)).IsRefused);
        Assert.StartsWith("rate-limited: too much was read", await AskAsync(policy, Judge.Client), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("", await AskAsync(policy, Judge.Client));
    }

    [Fact]
    public async Task Live_events_alone_cost_nothing()
    {
        var policy = Policy(Rule(10));
        Charge(policy, Judge.Client, 15);

        Assert.NotEqual("", await AskAsync(policy, Judge.Client));
        Assert.False((await policy.RejectFilterAsync(Judge.Client, new Filter { Limit = 0 }, CancellationToken.None)).IsRefused);
    }

    [Fact]
    public async Task No_more_budgets_are_kept_than_may_be_and_the_one_used_least_recently_comes_back_full()
    {
        var policy = new ReadBudgetPolicy(
            new ReadBudgetOptions { Rules = [Rule(60, by: ReadBudgetOwner.Address)], MaxBudgets = 1_000 }, _time);
        var client = Judge.From("198.51.100.1");
        Charge(policy, client, 100);
        for (var i = 1; i < 1_000; i++)
            Charge(policy, Judge.From($"10.0.{i / 250}.{i % 250}"), 100);
        Assert.NotEqual("", await AskAsync(policy, client));

        for (var i = 0; i < 1_000; i++)
            Charge(policy, Judge.From($"10.1.{i / 250}.{i % 250}"), 100);

        Assert.Equal("", await AskAsync(policy, client));
    }

    [Fact]
    public void Rules_that_say_too_little_or_the_same_are_a_mistake()
    {
        const string Rules = "Relay:Policies:ReadBudget:Rules:";

        Assert.Equal(
            [$"{Rules}0:Of needs a value", $"{Rules}0:By needs a value", $"{Rules}0:Count needs a value"],
            ProblemsOf(($"{Rules}0:Seconds", "5")));
        Assert.Equal(
            [$"{Rules}1 limits the same over the same time as Rules:0"],
            ProblemsOf(
                ($"{Rules}0:Of", "Bytes"), ($"{Rules}0:By", "Address"), ($"{Rules}0:Count", "5"),
                ($"{Rules}1:Of", "Bytes"), ($"{Rules}1:By", "Address"), ($"{Rules}1:Count", "6")));
        Assert.Equal([$"{Rules}0:Count is 0, but must be from 1 to 1000000000000"],
            ProblemsOf(($"{Rules}0:Of", "Bytes"), ($"{Rules}0:By", "Address"), ($"{Rules}0:Count", "0")));
    }

    static ReadBudgetRule Rule(
        long count, long? burst = null, long? maxDebt = null, ReadBudgetMeasure of = ReadBudgetMeasure.Scanned,
        ReadBudgetOwner by = ReadBudgetOwner.Connection) =>
        new() { Of = of, By = by, Count = count, Burst = burst, MaxDebt = maxDebt };

    ReadBudgetPolicy Policy(params ReadBudgetRule[] rules) => new(new ReadBudgetOptions { Rules = rules }, _time);

    static string Charge(ReadBudgetPolicy policy, ClientContext client, long scanned) =>
        policy.OnQueryCost(client, new QueryCost(scanned, 0)).Message;

    static async Task<string> AskAsync(ReadBudgetPolicy policy, ClientContext client)
    {
        var answer = (await policy.RejectFilterAsync(client, new Filter(), CancellationToken.None)).Message;
        Assert.Equal(answer, (await policy.RejectCountFilterAsync(client, new Filter(), CancellationToken.None)).Message);
        return answer;
    }
}
