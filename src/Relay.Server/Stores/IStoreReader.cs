using Relay.Core;

namespace Relay.Server;

/// <summary>A store that is read, with or without another process that owns it.</summary>
interface IStoreReader : IEventLog, IDisposable
{
    /// <summary>The number of stored events.</summary>
    long CountEvents();

    /// <summary>What the store contains.</summary>
    StoreFacts Describe(CancellationToken cancel);

    /// <summary>The steps that a check takes.</summary>
    long CheckSteps { get; }

    /// <summary>Looks whether all that the store derives from its events agrees with them.</summary>
    StoreFindings Check(Action<long> progress, CancellationToken cancel);
}
