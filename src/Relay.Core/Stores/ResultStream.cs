using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The results of a query, for a program that takes one after the other. The source runs ahead by <see cref="Capacity"/> events at most,
/// and is cancelled when the program has seen enough.
/// </summary>
sealed class ResultStream : IEventSink
{
    const int Capacity = 64;

    readonly Channel<NostrEvent> _found = Channel.CreateBounded<NostrEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    public static async IAsyncEnumerable<NostrEvent> ReadAsync(
        IQueryEventsHook source, EventQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var stream = new ResultStream();
        var running = stream.RunAsync(source, query, stop.Token);
        try
        {
            await foreach (var e in stream._found.Reader.ReadAllAsync(cancel))
                yield return e;
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    public bool TryWrite(EventView e) => _found.Writer.TryWrite(new NostrEvent(e));

    public async ValueTask WaitForRoomAsync(CancellationToken cancel) => await _found.Writer.WaitToWriteAsync(cancel);

    async Task RunAsync(IQueryEventsHook source, EventQuery query, CancellationToken cancel)
    {
        try
        {
            await source.QueryEventsAsync(query, this, cancel);
            _found.Writer.Complete();
        }
        catch (Exception exception)
        {
            // The reader of the stream gets it.
            _found.Writer.Complete(exception);
        }
    }
}
