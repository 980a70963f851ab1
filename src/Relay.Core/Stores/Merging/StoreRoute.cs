using Relay.Nostr;

namespace Relay.Core;

/// <summary>Which events go to a store: those of a range of kinds and, unless null, of some authors.</summary>
sealed record StoreRoute(IEventStore Store, ushort FirstKind, ushort LastKind, HashSet<Bytes32>? Authors)
{
    public bool Fits(EventView e) => e.Kind >= FirstKind && e.Kind <= LastKind && Authors?.Contains(e.PublicKey) != false;
}
