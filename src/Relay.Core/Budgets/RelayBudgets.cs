namespace Relay.Core;

/// <summary>What all clients together may make the relay keep, and each address's part of it. Thread-safe.</summary>
public sealed class RelayBudgets
{
    internal RelayBudgets(RelayOptions options)
    {
        var memory = options.Memory;
        Subscriptions = new Budget(Key(nameof(MemoryOptions.SubscriptionsMiB)), memory.SubscriptionsBytes);
        Outboxes = new Budget(Key(nameof(MemoryOptions.OutboxesMiB)), memory.OutboxesBytes);
        Messages = new Budget(Key(nameof(MemoryOptions.MessagesMiB)), memory.MessagesBytes);
    }

    /// <summary>The filters of all open subscriptions, and their places in the live index.</summary>
    public Budget Subscriptions { get; }

    /// <summary>What waits to be sent.</summary>
    public Budget Outboxes { get; }

    /// <summary>Messages that are being received, and events on their way into the store.</summary>
    public Budget Messages { get; }

    static string Key(string option) => $"Relay:Memory:{option}";
}
