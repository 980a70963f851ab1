using Relay.Nostr;

namespace Relay.Core;

/// <summary>Collects what must be known before an event is decided.</summary>
static class BatchLookups
{
    /// <summary>
    /// Adds what decides about an event. Tombstones are left out while the store has none.
    /// </summary>
    public static void AddEvent(this EngineLookups wanted, NostrEvent e, bool hasTombstones)
    {
        var view = e.View;
        wanted.Ids.Add(view.Id);
        EventAddress? address = Kind.IsReplaced(view.Kind) ? EventAddress.Of(view) : null;
        if (address is { } named)
            wanted.Addresses.Add(named);
        if (view.Kind == Kind.Deletion)
            AddTargets(wanted, view);
        if (!hasTombstones && view.Kind is not (Kind.Deletion or Kind.Vanish))
            return;
        foreach (var key in TombstonesOf(view, address))
            wanted.State.Add(key);
    }

    /// <summary>The keys of all tombstones that can cover an event.</summary>
    public static List<StateKey> TombstonesOf(EventView e, EventAddress? address)
    {
        var keys = new List<StateKey>(3) { StateKeys.Vanished(e.PublicKey) };
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return keys;
        keys.Add(StateKeys.Event(e.Id, e.PublicKey));
        if (address is { } named)
            keys.Add(StateKeys.Address(named));
        if (e.Kind != Kind.GiftWrap)
            return keys;
        foreach (var tag in e.Tags)
        {
            if (!tag.TryReadRecipient(out var recipient))
                continue;
            keys.Add(StateKeys.Vanished(recipient));
            keys.Add(StateKeys.Event(e.Id, recipient));
        }
        return keys;
    }

    /// <summary>Roughly how much is looked up for an event, in ordinary events: a deletion request looks up all that it names.</summary>
    public static int WeightOf(NostrEvent e)
    {
        const int LookupsOfAnEvent = 4;
        if (e.Kind is not (Kind.Deletion or Kind.GiftWrap))
            return 1;
        var tags = 0;
        foreach (var _ in e.Tags)
            tags++;
        return 1 + tags / (LookupsOfAnEvent / 2);
    }

    static void AddTargets(EngineLookups wanted, EventView request)
    {
        foreach (var tag in request.Tags)
        {
            if (tag.Count < 2)
                continue;
            if (tag.Letter == 'e' && tag.Value.IsHex)
                wanted.Ids.Add(new Bytes32(tag.Value.Bytes));
            else if (tag.Letter == 'a' && EventAddress.TryParse(tag.Value, out var address) && address.Author == request.PublicKey)
            {
                wanted.Addresses.Add(address);
                wanted.State.Add(StateKeys.Address(address));
            }
        }
    }
}
