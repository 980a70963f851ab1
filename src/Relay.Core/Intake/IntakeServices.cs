using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The services that the lanes of all connections share. One object for each relay. A connection has at most <c>MaxPendingEvents</c> events
/// on their way. <c>EventsGivenUp</c> is cancelled at most two seconds after the relay began to end: events without a verdict are given up
/// then. Thread-safe.
/// </summary>
sealed record IntakeServices(
    Admission Admission,
    HookPipeline Pipeline,
    RelayBudgets Budgets,
    HookFaults Faults,
    SchnorrVerifier Verifier,
    int MaxPendingEvents,
    CancellationToken EventsGivenUp);
