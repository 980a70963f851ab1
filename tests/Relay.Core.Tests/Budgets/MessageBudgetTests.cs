namespace Relay.Core.Tests;

/// <summary>Messages being received and events on their way into the store share an option, but not their memory.</summary>
public sealed class MessageBudgetTests
{
    [Fact]
    public async Task Events_of_however_many_addresses_leave_unfinished_messages_their_half()
    {
        await using var relay = new TestEngine(
            static relay => relay.UseInMemoryStore(), new RelayOptions { Memory = new MemoryOptions { MessagesMiB = 64 } });
        var budgets = relay.Engine.Budgets;

        Assert.Null(budgets.Events.Take(budgets.Events.Limit));

        Assert.Equal(budgets.Events, budgets.Events.Take(1));
        Assert.Null(budgets.Messages.Take(budgets.Messages.Limit));
        Assert.Equal(64L << 20, budgets.Messages.Limit + budgets.Events.Limit);
        Assert.Equal(("Relay:Memory:MessagesMiB", "Relay:Memory:MessagesMiB"), (budgets.Messages.Option, budgets.Events.Option));
    }

    [Fact]
    public async Task However_small_the_budget_the_longest_message_fits()
    {
        await using var relay = new TestEngine(
            static relay => relay.UseInMemoryStore(), new RelayOptions { Memory = new MemoryOptions { MessagesMiB = 1 } });

        Assert.InRange(relay.Engine.Budgets.Messages.Limit, relay.Options.Limits.MaxMessageBytes + 1, 1 << 20);
    }
}
