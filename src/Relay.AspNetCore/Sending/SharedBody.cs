namespace Relay.AspNetCore;

/// <summary>
/// The end of a large live event's frames, which waits in many outboxes and is one array. It counts once as long as anybody holds it.
/// Thread-safe.
/// </summary>
sealed class SharedBody(byte[] bytes, OutboxMemory memory)
{
    /// <summary>Shorter ones are copied: their frames fit into a first segment, and many go into one write.</summary>
    internal const int LeastBytes = 3 * 1024;

    readonly Lock _lock = new();
    int _holders;

    internal byte[] Bytes => bytes;

    internal int Length => bytes.Length;

    internal void Hold()
    {
        lock (_lock)
        {
            if (_holders++ == 0)
                memory.TakeShared(bytes.Length);
        }
    }

    internal void LetGo()
    {
        lock (_lock)
        {
            if (--_holders == 0)
                memory.TakeShared(-bytes.Length);
        }
    }
}
