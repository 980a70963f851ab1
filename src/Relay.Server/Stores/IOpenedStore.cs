using Relay.Core;

namespace Relay.Server;

/// <summary>A store that this process has opened. Disposing closes it.</summary>
interface IOpenedStore : IAsyncDisposable
{
    /// <summary>The store itself.</summary>
    IEventStore Store { get; }

    /// <summary>Completes when the store is broken, so that only a new process helps.</summary>
    Task Broken { get; }

    /// <summary>
    /// Lets commands of the same user reach this process, and serves each connection once. If that is not possible the log says why.
    /// </summary>
    void ServeControl(Func<Stream, CancellationToken, Task> serve);

    /// <summary>What the store contains, for an operator.</summary>
    ValueTask<StoreFacts> DescribeAsync(CancellationToken cancel);

    /// <summary>Does now what would delay the next start. A command calls it before it closes the store.</summary>
    ValueTask SettleAsync() => default;
}
