namespace Relay.AspNetCore;

/// <summary>A send queue per core: connections take them in turn.</summary>
sealed class SendQueues
{
    readonly SendQueue[] _queues = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new SendQueue())];

    /// <summary>The queue of a connection.</summary>
    internal SendQueue For(long connectionId) => _queues[connectionId % _queues.Length];
}
