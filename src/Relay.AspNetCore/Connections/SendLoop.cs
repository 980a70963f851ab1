namespace Relay.AspNetCore;

/// <summary>
/// The only writer of a transport: takes what waits in the outbox, some dozens of frames a write, until it is sealed and
/// empty.
/// </summary>
static class SendLoop
{
    internal static async Task RunAsync(FrameOutbox outbox, Stream transport, Liveness liveness, TransportMetrics metrics)
    {
        try
        {
            while (await outbox.WaitAsync())
            {
                while (outbox.TryTake(out var segment))
                {
                    try
                    {
                        await transport.WriteAsync(segment.Memory);
                        liveness.Written();
                        metrics.Sent(segment.Length);
                    }
                    finally
                    {
                        outbox.Release(segment);
                    }
                }
            }
        }
        finally
        {
            outbox.Abort();
        }
    }
}
