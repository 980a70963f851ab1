namespace Relay.AspNetCore;

/// <summary>
/// The only writer of a transport: takes what waits in the outbox, some dozens of frames a write, until it is sealed and
/// empty.
/// </summary>
static class SendLoop
{
    /// <summary>After so many writes that did not have to wait, the other connections of the send queue have their turn.</summary>
    const int MaxWritesInARow = 8;

    internal static async Task RunAsync(FrameOutbox outbox, Stream transport, Liveness liveness, TransportMetrics metrics)
    {
        var writes = 0;
        try
        {
            while (await outbox.WaitAsync())
            {
                while (outbox.TryTake(out var segment))
                {
                    try
                    {
                        var write = transport.WriteAsync(segment.Memory);
                        writes = write.IsCompleted ? writes + 1 : 0;
                        await write;
                        liveness.Written();
                        metrics.Sent(segment.Length);
                    }
                    finally
                    {
                        outbox.Release(segment);
                    }
                    if (writes < MaxWritesInARow)
                        continue;
                    writes = 0;
                    await Task.Yield();
                }
            }
        }
        finally
        {
            outbox.Abort();
        }
    }
}
