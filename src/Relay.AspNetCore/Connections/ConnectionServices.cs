using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>The services that all connections share. Each connection holds one reference to them.</summary>
sealed record ConnectionServices(
    RelayEngine Engine, ConnectionRegistry Registry, RelayOptions Options, TransportMetrics Metrics, TimeProvider Time,
    ILogger Logger)
{
    public Patience Patience { get; } = new(Options.Network);

    public int MaxWriteBytes { get; } = Math.Min(SegmentPool.SegmentSize, ServerBuffers.WriteBytes(Options.Network));

    public OutboxMemory OutboxMemory { get; } = new(Engine.Budgets.Outboxes, Registry);

    public MessageMemory MessageMemory { get; } = new(Engine.Budgets, Registry, Time);
}
