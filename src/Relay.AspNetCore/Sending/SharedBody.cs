namespace Relay.AspNetCore;

/// <summary>
/// The end of a large live event's frames: one array that waits in many outboxes and counts once, as long as any of them holds it.
/// Thread-safe.
/// </summary>
sealed class SharedBody(byte[] bytes, OutboxMemory memory)
{
    /// <summary>
    /// Bytes from which bodies are shared. Shorter ones are copied, because their frames fit into a first segment and many go into one
    /// write.
    /// </summary>
    public const int LeastBytes = 3 * 1024;

    readonly Lock _lock = new();
    int _holders;

    public byte[] Bytes => bytes;

    public int Length => bytes.Length;

    public void Hold()
    {
        lock (_lock)
        {
            if (_holders++ == 0)
                memory.TakeShared(bytes.Length);
        }
    }

    public void LetGo()
    {
        lock (_lock)
        {
            if (--_holders == 0)
                memory.TakeShared(-bytes.Length);
        }
    }
}
