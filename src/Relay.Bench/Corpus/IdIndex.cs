using System.Numerics;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Finds events by their ids. The table of positions takes at most eight bytes per event, and is probed linearly.</summary>
sealed class IdIndex
{
    readonly IRecordList _records;
    readonly int[] _positions;

    public IdIndex(IRecordList records)
    {
        _records = records;
        _positions = new int[BitOperations.RoundUpToPowerOf2((uint)records.Count * 3 / 2 + 1)];
        for (var i = 0; i < records.Count; i++)
        {
            var id = Id(i);
            var slot = Slot(id);
            for (; _positions[slot] > 0; slot = Next(slot))
            {
                if (Id(_positions[slot] - 1) == id)
                    throw new InvalidDataException($"event {id} comes twice");
            }
            _positions[slot] = i + 1;
        }
    }

    public bool TryFind(Bytes32 id, out int index)
    {
        for (var slot = Slot(id); _positions[slot] > 0; slot = Next(slot))
        {
            index = _positions[slot] - 1;
            if (Id(index) == id)
                return true;
        }
        index = -1;
        return false;
    }

    Bytes32 Id(int index) => new EventView(_records[index]).Id;

    int Slot(Bytes32 id) => (int)(id.Prefix & (ulong)(_positions.Length - 1));

    int Next(int slot) => (slot + 1) & (_positions.Length - 1);
}
