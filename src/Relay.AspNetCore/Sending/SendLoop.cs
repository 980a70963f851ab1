namespace Relay.AspNetCore;

/// <summary>
/// The only writer of a transport: takes what waits in the outbox, some dozens of frames a write, until it is sealed and
/// empty.
/// </summary>
static class SendLoop
{
    /// <summary>After so many writes that did not have to wait, the other connections of the send queue have their turn.</summary>
    const int MaxWritesInARow = 8;

    /// <param name="outbox">What is to be sent.</param>
    /// <param name="transport">Where to.</param>
    /// <param name="maxWriteBytes">
    /// A longer segment is written in strides, so that a client on a slow line is seen to take it, and the server holds no copy of it.
    /// </param>
    /// <param name="metrics">Counts what was sent.</param>
    internal static async Task RunAsync(FrameOutbox outbox, Stream transport, int maxWriteBytes, TransportMetrics metrics)
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
