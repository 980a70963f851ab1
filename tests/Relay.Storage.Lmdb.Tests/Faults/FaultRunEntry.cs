using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>How certain something is.</summary>
enum Certainty
{
    No,
    Maybe,
    Yes,
}

/// <summary>A client's knowledge about an event that it has sent.</summary>
sealed class FaultRunEntry(NostrEvent e)
{
    public NostrEvent Event { get; } = e;

    /// <summary>Its address, if only one version of its kind is kept.</summary>
    public EventAddress? Address { get; } = Kind.IsReplaced(e.Kind) ? EventAddress.Of(e.View) : null;

    /// <summary>The keys whose deletions and requests to vanish concern it: its author's and, for a gift wrap, its recipients'.</summary>
    public string[] Owners { get; } = [e.PublicKey.ToString(), .. e.Kind == Kind.GiftWrap ? Values(e, "p") : []];

    /// <summary>How often it was sent without an answer.</summary>
    public int Unanswered { get; set; }

    /// <summary>Whether it was answered as stored, before its commit.</summary>
    public bool IsEarly { get; set; }

    /// <summary>Whether it was answered before a commit for which the store reported losses.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Whether it was stored for certain, whatever was sent after it.</summary>
    public bool IsSure { get; set; }

    /// <summary>Its place in the order of all stored events.</summary>
    public long Order { get; set; }

    /// <summary>Whether a deletion or a request to vanish is in effect. It stays in effect even after it has vanished itself.</summary>
    public Certainty Effect => IsSure ? Certainty.Yes : IsPending && Past == Certainty.No ? Certainty.Maybe : Past;

    /// <summary>The effect before this round.</summary>
    public Certainty Past { get; set; }

    /// <summary>Whether it may have been stored without any client knowing.</summary>
    public bool IsPending => Unanswered > 0 || IsEarly || IsDoubtful;

    public static IEnumerable<string> Values(NostrEvent e, string name) =>
        NaiveEvent.Of(e).Tags.Where(tag => tag.Length > 1 && tag[0] == name).Select(static tag => tag[1]);

    /// <summary>Whether it wins over another version of its address (NIP-01).</summary>
    public bool Wins(FaultRunEntry other) =>
        (Event.CreatedAt, other.Event.Id).CompareTo((other.Event.CreatedAt, Event.Id)) > 0;

    /// <summary>Ends the round, when it is known whether the event is there.</summary>
    public void Resolve(bool isThere, Certainty gone)
    {
        // An event that is missing, and that nothing can have removed, was never stored.
        if (isThere || IsSure)
            Past = Certainty.Yes;
        else if (IsPending && gone != Certainty.No && Past == Certainty.No)
            Past = Certainty.Maybe;
        IsSure = isThere;
        (Unanswered, IsEarly, IsDoubtful) = (0, false, false);
    }
}
