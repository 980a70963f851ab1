using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>Keeps the events that clients published, and tells those who wait for one.</summary>
sealed class AcceptedEvents : INonBlockingHook, IEventSavedHook, IEphemeralEventHook
{
    readonly Lock _gate = new();
    readonly List<NostrEvent> _events = [];
    readonly List<(Func<NostrEvent, bool> Fits, TaskCompletionSource<NostrEvent> Found)> _waiting = [];

    public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => Add(client, e);

    public ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => Add(client, e);

    public Task<NostrEvent> FirstAsync(Func<NostrEvent, bool> fits)
    {
        lock (_gate)
        {
            if (_events.Find(e => fits(e)) is { } accepted)
                return Task.FromResult(accepted);
            var found = new TaskCompletionSource<NostrEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((fits, found));
            return found.Task;
        }
    }

    ValueTask Add(ClientContext client, NostrEvent e)
    {
        // What the test stored itself is no news to it.
        if (client.IsRelay)
            return default;
        lock (_gate)
        {
            _events.Add(e);
            foreach (var (fits, found) in _waiting)
            {
                if (fits(e))
                    found.TrySetResult(e);
            }
        }
        return default;
    }
}
