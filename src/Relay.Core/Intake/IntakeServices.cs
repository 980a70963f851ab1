using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// What the lanes of all connections share. One for each relay. At most <c>MaxPendingEvents</c> of a connection are on their way.
/// <c>EventsGivenUp</c> is cancelled when the relay ends and its sessions have had their time: what is still undecided is given up.
/// Thread-safe.
/// </summary>
sealed record IntakeServices(
    Admission Admission,
    HookPipeline Pipeline,
    RelayBudgets Budgets,
    HookFaults Faults,
    SchnorrVerifier Verifier,
    int MaxPendingEvents,
    CancellationToken EventsGivenUp);
