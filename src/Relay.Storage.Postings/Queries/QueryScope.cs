using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>Decides which stored events a query may find at this moment, before its filters are applied.</summary>
readonly record struct QueryScope(Visibility Visibility, long MaxSequence, long Now)
{
    /// <summary>Whether the event with this number is one of them.</summary>
    public bool Includes<TView>(scoped in TView view, EventView e, long sequence)
        where TView : IStoreView<TView>, allows ref struct =>
        sequence <= MaxSequence && TView.Exists(view, e, Now) && Visibility.CanSee(e);
}
