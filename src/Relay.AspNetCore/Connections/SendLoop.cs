using System.Runtime.CompilerServices;

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
                        writes = await WriteAsync(segment.Memory, outbox.Progress, transport, maxWriteBytes, writes);
                        if (segment.Body is { } body)
                            writes = await WriteAsync(body.Bytes, outbox.Progress, transport, maxWriteBytes, writes);
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

    /// <summary>Gives the number of writes in a row that did not have to wait.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    static async ValueTask<int> WriteAsync(ReadOnlyMemory<byte> bytes, SendProgress progress, Stream transport, int stride, int writes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, stride);
            var write = transport.WriteAsync(bytes[..length]);
            bytes = bytes[length..];
            if (write.IsCompleted)
            {
                writes++;
                await write;
                continue;
            }
            writes = 0;
            progress.WaitStarts();
            await write;
            progress.WaitEnds();
        }
        return writes;
    }
}
