using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>What the connections of all relays of the process share. The options are those of the process.</summary>
sealed class ProcessTransport(RelayBudgets budgets, ConnectionRegistry registry, NetworkOptions network, TimeProvider time)
{
    public Patience Patience { get; } = new(network);

    public int MaxWriteBytes { get; } = Math.Min(SegmentPool.SegmentSize, ServerBuffers.WriteBytes(network));

    /// <summary>The memory of messages that wait for all clients.</summary>
    public OutboxMemory OutboxMemory { get; } = new(budgets.Outboxes, registry);

    /// <summary>The memory of messages that are being received from all clients.</summary>
    public MessageMemory MessageMemory { get; } = new(budgets, registry, time);

    public SendQueues SendQueues { get; } = new();

    /// <summary>Null if compression is off.</summary>
    public EventDeflater? Deflater { get; } = network.Compression ? new EventDeflater() : null;
}
