using Relay.Nostr;

namespace Relay.Storage.Lmdb;

static class VanishingListExtensions
{
    /// <summary>Whether any of the requests covers the event.</summary>
    public static bool Cover(this IReadOnlyList<Vanishing> requests, EventView e)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            if (requests[i].Covers(e))
                return true;
        }
        return false;
    }
}
