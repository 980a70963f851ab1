namespace Relay.Core;

/// <summary>The memory that all clients together may take, and each address's part of it. Thread-safe.</summary>
public sealed class RelayBudgets
{
    // Some seventy-five follow lists of 5,000 authors. A client that reads profiles in fifty subscriptions of 600 authors takes a
    // fifteenth.
    const long UsualSubscriptionBytes = 64 * 1024 * 1024;

    // A quarter of the outboxes' bytes is enough: when it is used up, waiting live events are dropped or end their own subscription.
    const int BacklogParts = 4;
    const int BacklogPartsOfAddress = 4;

    // An address can always send one of the longest messages, compressed.
    const int LongestMessages = 4;

    // A live event counts its record and its JSON.
    const int LargestEvents = 3;

    long _backlogsPerConnection;

    internal RelayBudgets(RelayOptions options, int longestMessage)
    {
        var memory = options.Memory;
        Subscriptions = new Budget(Key(nameof(MemoryOptions.SubscriptionsMiB)), memory.SubscriptionsBytes);
        Outboxes = new Budget(Key(nameof(MemoryOptions.OutboxesMiB)), memory.OutboxesBytes);
        var limits = options.Limits;
        // Separate halves: only unfinished messages give way to others, and events that are stored slowly should not make them do so.
        var half = Math.Max(memory.MessagesBytes / 2, Math.Min(memory.MessagesBytes, 2L * longestMessage));
        Messages = new Budget(Key(nameof(MemoryOptions.MessagesMiB)), half);
        Events = new Budget(Messages.Option, half);
        var perAddressMessages = Math.Min(half, Math.Max(half / 4, (long)LongestMessages * longestMessage));
        MessagesByAddress = new AddressBudgets(Messages.Option, perAddressMessages, Messages);
        EventsByAddress = new AddressBudgets(Events.Option, perAddressMessages, Events);
        var largest = LargestEvents * (long)longestMessage;
        Backlogs = new Budget(Outboxes.Option, Math.Max(largest, Outboxes.Limit / BacklogParts));
        BacklogsByAddress = new AddressBudgets(Outboxes.Option, Math.Max(largest, Backlogs.Limit / BacklogPartsOfAddress), Backlogs);
        SetPerConnection(limits);
        var perAddress = limits.MaxSubscriptionBytesPerAddress ?? Math.Min(2 * UsualSubscriptionBytes, Subscriptions.Limit / 2);
        SubscriptionsByAddress = new AddressBudgets(
            LimitKey(nameof(LimitsOptions.MaxSubscriptionBytesPerAddress)), perAddress, Subscriptions);
    }

    /// <summary>The filters of all open subscriptions, and their places in the live index.</summary>
    public Budget Subscriptions { get; }

    /// <summary>Messages that wait to be sent.</summary>
    public Budget Outboxes { get; }

    /// <summary>
    /// Live events that wait until the stored ones are sent, or for hooks: a quarter of the outboxes' budget. It is a budget of its own, so
    /// these events never close a client.
    /// </summary>
    public Budget Backlogs { get; }

    /// <summary>Messages that are being received: half of the option's bytes.</summary>
    public Budget Messages { get; }

    /// <summary>Events on their way into the store: the other half.</summary>
    public Budget Events { get; }

    /// <summary>Each address's part of the messages' budget, a quarter.</summary>
    public AddressBudgets MessagesByAddress { get; }

    /// <summary>Each address's part of the budget of events on their way, a quarter.</summary>
    internal AddressBudgets EventsByAddress { get; }

    /// <summary>Each address's part of the backlogs' budget, a quarter.</summary>
    internal AddressBudgets BacklogsByAddress { get; }

    /// <summary>Each address's part of the subscriptions' budget.</summary>
    internal AddressBudgets SubscriptionsByAddress { get; }

    /// <summary>Each connection's part of the subscriptions' budget, in bytes.</summary>
    internal long SubscriptionsPerConnection { get; private set; }

    /// <summary>The same budgets for a relay with these limits, which decide what one of its connections may take.</summary>
    internal RelayBudgets With(LimitsOptions limits)
    {
        var copy = (RelayBudgets)MemberwiseClone();
        copy.SetPerConnection(limits);
        return copy;
    }

    /// <summary>A connection's own budget for subscriptions, within its address's, or the relay's if it has no address.</summary>
    internal Budget NewSubscriptions(Budget above) =>
        new(LimitKey(nameof(LimitsOptions.MaxSubscriptionBytes)), SubscriptionsPerConnection, above);

    /// <summary>A connection's budget for backlogs: as much as may wait in its outbox, and at least the largest event.</summary>
    internal Budget NewBacklogs(Budget above) => new("", _backlogsPerConnection, above);

    void SetPerConnection(LimitsOptions limits)
    {
        SubscriptionsPerConnection = limits.MaxSubscriptionBytes ?? Math.Min(UsualSubscriptionBytes, Subscriptions.Limit / 4);
        _backlogsPerConnection = Math.Max(limits.OutboxMaxBytes, LargestEvents * (long)limits.MaxMessageBytes);
    }

    static string Key(string option) => $"Relay:Memory:{option}";

    static string LimitKey(string option) => $"Relay:Limits:{option}";
}
