using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The events that were counted against their authors, the last so many: anybody may bring an event of somebody else's that is not stored,
/// such as an old profile or a deleted note, again and again. Each takes some 60 bytes. Thread-safe.
/// </summary>
sealed class CountedEvents(int capacity)
{
    readonly Lock _gate = new();
    readonly RecentlyUsed<byte> _ids = new(capacity);

    /// <summary>Whether it was counted before. An ephemeral event reaches everybody each time it is sent, and counts each time.</summary>
    internal bool Contains(NostrEvent e)
    {
        lock (_gate)
            return !IsEphemeral(e) && !Unsafe.IsNullRef(ref _ids.Find(e.Id));
    }

    /// <summary>Remembers it.</summary>
    internal void Add(NostrEvent e)
    {
        if (IsEphemeral(e))
            return;
        lock (_gate)
            _ids.FindOrAdd(e.Id);
    }

    static bool IsEphemeral(NostrEvent e) => Kind.ClassOf(e.Kind) == KindClass.Ephemeral;
}
