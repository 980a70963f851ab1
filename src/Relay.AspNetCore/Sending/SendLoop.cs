namespace Relay.AspNetCore;

/// <summary>
/// The only writer of a transport. It takes frames from the outbox, some dozens in a write, until the outbox is sealed and empty.
/// </summary>
static class SendLoop
{
    /// <summary>After this many writes that did not wait, the other connections of the send queue get a turn.</summary>
    const int MaxWritesInARow = 8;

    /// <param name="outbox">The frames to send.</param>
    /// <param name="transport">The stream to the client.</param>
    /// <param name="maxWriteBytes">Longer segments are written in pieces of this many bytes. The relay then notices that a client on a slow
    /// line takes them, and the server keeps no copy.</param>
    /// <param name="metrics">Counts the bytes sent.</param>
    public static async Task RunAsync(FrameOutbox outbox, Stream transport, int maxWriteBytes, TransportMetrics metrics)
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
                        for (var (at, length) = (0, segment.TotalLength); at < length;)
                        {
                            var bytes = segment.StrideAt(at, maxWriteBytes);
                            at += bytes.Length;
                            var write = transport.WriteAsync(bytes);
                            if (write.IsCompleted)
                            {
                                writes++;
                                await write;
                                continue;
                            }
                            writes = 0;
                            outbox.Progress.WaitStarts();
                            await write;
                            outbox.Progress.WaitEnds();
                        }
                        metrics.Sent(segment.TotalLength);
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
