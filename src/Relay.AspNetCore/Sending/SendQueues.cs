namespace Relay.AspNetCore;

/// <summary>One send queue per core, to which connections are assigned in turn.</summary>
sealed class SendQueues
{
    readonly SendQueue[] _queues = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new SendQueue())];

    /// <summary>The queue of a connection.</summary>
    public SendQueue For(long connectionId) => _queues[connectionId % _queues.Length];
}
