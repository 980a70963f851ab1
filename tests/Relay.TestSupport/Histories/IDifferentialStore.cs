using Relay.Core;

namespace Relay.TestSupport;

/// <summary>A store that a <see cref="DifferentialRun"/> tests.</summary>
public interface IDifferentialStore : IAsyncDisposable
{
    /// <summary>The store. Another object after it was reopened.</summary>
    ISequencedStore Store { get; }

    /// <summary>
    /// Whether the store numbers its events as the model does. One that is made of several stores has no numbers of its own.
    /// </summary>
    bool HasNumbers => true;

    /// <summary>What the store logged and should not have; null if nothing. Asked after its disposal.</summary>
    string? Complaint { get; }

    /// <summary>Called after each step: may reopen the store, or move what it holds to another place.</summary>
    Task RearrangeAsync(RandomHistory history);

    /// <summary>Called at the end: throws if parts of the store contradict each other. The store is open afterwards.</summary>
    Task CheckAsync();
}
