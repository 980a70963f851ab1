using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The latest events that were counted against their authors. A client may repeatedly send another author's event that is not stored, such
/// as an old profile or a deleted note; it counts only once. Each takes some 60 bytes. Thread-safe.
/// </summary>
sealed class CountedEvents(int capacity)
{
    readonly Lock _gate = new();
    readonly RecentlyUsed<byte> _ids = new(capacity);

    /// <summary>
    /// Whether the event was counted before. Always false for an ephemeral event: it is passed on each time it is sent, so it counts each
    /// time.
    /// </summary>
    public bool Contains(NostrEvent e)
    {
        lock (_gate)
            return !IsEphemeral(e) && !Unsafe.IsNullRef(ref _ids.Find(e.Id));
    }

    /// <summary>Remembers the event.</summary>
    public void Add(NostrEvent e)
    {
        if (IsEphemeral(e))
            return;
        lock (_gate)
            _ids.FindOrAdd(e.Id);
    }

    static bool IsEphemeral(NostrEvent e) => Kind.ClassOf(e.Kind) == KindClass.Ephemeral;
}
