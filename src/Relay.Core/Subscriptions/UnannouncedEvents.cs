using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Where nothing numbers events: those that were given to storage handlers and have not been passed on to subscriptions yet. A query may
/// find such an event before it is announced; its subscription then leaves the announcement out. Thread-safe.
/// </summary>
sealed class UnannouncedEvents
{
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, int> _ids = [];

    /// <summary>Notes an event that is about to be stored. Two clients may bring the same one.</summary>
    public void Begin(in Bytes32 id)
    {
        lock (_gate)
            _ids[id] = _ids.GetValueOrDefault(id) + 1;
    }

    /// <summary>Notes that the event was refused, or passed on to every subscription that was there.</summary>
    public void End(in Bytes32 id)
    {
        lock (_gate)
        {
            if (_ids.TryGetValue(id, out var count) && count > 1)
                _ids[id] = count - 1;
            else
                _ids.Remove(id);
        }
    }

    /// <summary>Those of the ids that are still to be announced; null if there are none.</summary>
    public HashSet<Bytes32>? Among(IReadOnlySet<Bytes32> ids)
    {
        HashSet<Bytes32>? found = null;
        lock (_gate)
        {
            foreach (var id in _ids.Keys)
            {
                if (ids.Contains(id))
                    (found ??= []).Add(id);
            }
        }
        return found;
    }
}
