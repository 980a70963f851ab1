using Relay.Core;

namespace Relay.TestSupport;

/// <summary>Opens a store for the suites and cleans up behind it.</summary>
public interface ITestStore : IAsyncDisposable
{
    /// <summary>Opens an empty store with this clock. Called once.</summary>
    ValueTask<ISequencedStore> OpenAsync(TimeProvider time);
}
