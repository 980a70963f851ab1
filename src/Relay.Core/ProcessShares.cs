using Relay.Nostr;

namespace Relay.Core;

/// <summary>What the engines of one process share, because it guards the process's memory and processors.</summary>
/// <param name="options">The options for the process: those of the default relay.</param>
/// <param name="longestMessage">The longest message that one of the relays takes, in bytes.</param>
sealed class ProcessShares(RelayOptions options, int longestMessage)
{
    /// <summary>The memory of the clients of all relays.</summary>
    public RelayBudgets Budgets { get; } = new(options, longestMessage);

    /// <summary>Shares the processors among the clients of all relays.</summary>
    public Turns Turns { get; } = new(Environment.ProcessorCount, TimeProvider.System);

    public SchnorrVerifier Verifier { get; } = new();
}
