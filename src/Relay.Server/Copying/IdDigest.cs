using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>
/// The number of some events and a sum of their ids, which does not depend on their order. Ids are hashes, so two sets of events with the
/// same sum are the same, unless somebody makes ids for that purpose.
/// </summary>
sealed class IdDigest
{
    UInt128 _high;
    UInt128 _low;

    public long Count { get; private set; }

    public void Add(in Bytes32 id)
    {
        Count++;
        _high += BinaryPrimitives.ReadUInt128BigEndian(id.Span);
        _low += BinaryPrimitives.ReadUInt128BigEndian(id.Span[16..]);
    }

    public bool Agrees(IdDigest other) => (Count, _high, _low) == (other.Count, other._high, other._low);

    public override string ToString() => $"{_high:x32}{_low:x32}";
}
