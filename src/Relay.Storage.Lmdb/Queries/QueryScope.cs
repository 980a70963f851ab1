using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>Which of the stored events exist for a query at this moment, whatever its filters ask.</summary>
readonly record struct QueryScope(Visibility Visibility, long MaxSequence, long Now)
{
    /// <summary>Whether the event of this number is one of them.</summary>
    public bool Includes(scoped in StoreView view, EventView e, long sequence) =>
        sequence <= MaxSequence && view.Exists(e, Now) && Visibility.CanSee(e);
}
