using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The services that all connections of a relay share. Each connection holds one reference to them. <c>Shared</c> is what the connections
/// of all relays share; without it, this relay is the only one.
/// </summary>
sealed record ConnectionServices(
    RelayEngine Engine, ConnectionRegistry Registry, RelayOptions Options, TransportMetrics Metrics, TimeProvider Time,
    ILogger Logger, ProcessTransport? Shared = null)
{
    public ProcessTransport Shared { get; } = Shared ?? new ProcessTransport(Engine.Budgets, Registry, Options.Network, Time);

    public Patience Patience => Shared.Patience;

    public int MaxWriteBytes => Shared.MaxWriteBytes;

    public OutboxMemory OutboxMemory => Shared.OutboxMemory;

    public MessageMemory MessageMemory => Shared.MessageMemory;
}
