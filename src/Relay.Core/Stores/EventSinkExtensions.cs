using Relay.Nostr;

namespace Relay.Core;

/// <summary>Shorter ways to write into a sink.</summary>
public static class EventSinkExtensions
{
    /// <summary>Writes one event, and waits for room as often as it takes.</summary>
    public static ValueTask WriteAsync(this IEventSink sink, NostrEvent e, CancellationToken cancel) =>
        sink.TryWrite(e.View) ? default : WriteLaterAsync(sink, e, cancel);

    static async ValueTask WriteLaterAsync(IEventSink sink, NostrEvent e, CancellationToken cancel)
    {
        do
            await sink.WaitForRoomAsync(cancel);
        while (!sink.TryWrite(e.View));
    }
}
