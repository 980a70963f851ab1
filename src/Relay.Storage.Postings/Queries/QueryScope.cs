using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>Which of the stored events exist for a query at this moment, whatever its filters ask.</summary>
readonly record struct QueryScope(Visibility Visibility, long MaxSequence, long Now)
{
    /// <summary>Whether the event of this number is one of them.</summary>
    public bool Includes<TView>(scoped in TView view, EventView e, long sequence)
        where TView : IStoreView<TView>, allows ref struct =>
        sequence <= MaxSequence && TView.Exists(view, e, Now) && Visibility.CanSee(e);
}
