using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>What became of the events of a copy.</summary>
sealed class CopyReport
{
    /// <summary>Events that the first store has given.</summary>
    public long Read { get; private set; }

    /// <summary>Events that the copy stored.</summary>
    public long Stored { get; private set; }

    /// <summary>Events that the second store had already.</summary>
    public long Known { get; private set; }

    /// <summary>
    /// Requests to vanish by keys of which the second store has nothing: it keeps what they forbid, and not the requests.
    /// </summary>
    public long Honoured { get; private set; }

    /// <summary>Events that the second store does not keep: it has a newer version, or a deletion, or they have expired.</summary>
    public long Left { get; private set; }

    /// <summary>The events that the second store must have at the end.</summary>
    public IdDigest Expected { get; } = new();

    /// <summary>Notes an outcome. Returns the failure that ends the copy; null if it goes on.</summary>
    public string? Add(NostrEvent e, StoreResult result)
    {
        Read++;
        switch (result.Status)
        {
            case StoreStatus.Stored:
                Stored++;
                Expected.Add(e.Id);
                return null;
            case StoreStatus.Duplicate:
                Known++;
                Expected.Add(e.Id);
                return null;
            case StoreStatus.Honoured:
                Honoured++;
                return null;
            case StoreStatus.Failed:
                return result.Message;
            default:
                Left++;
                return null;
        }
    }
}
