using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary>
/// <c>Relay:Memory</c>: the memory that all clients together may take. If unset, each value is a share of the memory that the process may
/// use, which is a container's limit if there is one.
/// </summary>
public sealed class MemoryOptions
{
    const int MostMiB = 1 << 20;

    // A tenth of the subscriptions that a relay of 10,000 clients has would fit into a container of 512 MiB. The places of the filters in
    // the live index count, too.
    /// <summary>
    /// How many MiB of memory the filters of all open subscriptions may use. Default: an eighth of the memory that the process may use.
    /// </summary>
    [Range(1, MostMiB)]
    public int? SubscriptionsMiB { get; init; }

    // Readers lag by some hundred KB each; those that do not read at all are the ones that fill it.
    /// <summary>
    /// How many MiB may wait to be sent to all clients together. Default: an eighth of the memory that the process may use.
    /// </summary>
    [Range(1, MostMiB)]
    public int? OutboxesMiB { get; init; }

    // Messages are handled as they come. Only unfinished ones, and events on their way into the store, stay for a while.
    /// <summary>
    /// How many MiB the messages of all clients may use while the relay receives them or while they wait for the store. Default: an eighth
    /// of the memory that the process may use.
    /// </summary>
    [Range(1, MostMiB)]
    public int? MessagesMiB { get; init; }

    /// <summary>
    /// Give memory back to the system when the relay is idle after a burst. This pauses the relay once, for about 100 ms.
    /// </summary>
    public bool TrimWhenIdle { get; init; } = true;

    // Longer than clients need to reconnect after an interruption, and shorter than the minute after which an operator looks.
    /// <summary>How many seconds the relay must be almost idle before it gives memory back.</summary>
    [Range(1, 86_400)]
    public int IdleSeconds { get; init; } = 30;

    /// <summary>Bytes for subscriptions.</summary>
    internal long SubscriptionsBytes => Bytes(SubscriptionsMiB);

    /// <summary>Bytes for outboxes.</summary>
    internal long OutboxesBytes => Bytes(OutboxesMiB);

    /// <summary>Bytes for messages.</summary>
    internal long MessagesBytes => Bytes(MessagesMiB);

    static long Bytes(int? mebibytes) => mebibytes is { } set ? (long)set << 20 : Math.Max(1 << 20, ProcessMemory.Available / 8);
}
