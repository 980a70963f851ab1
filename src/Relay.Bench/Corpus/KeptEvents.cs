using Relay.Nostr;

namespace Relay.Bench;

/// <summary>
/// Finds the events that a relay keeps after it has received all: those that no newer version replaced and their authors did not delete.
/// </summary>
static class KeptEvents
{
    public static bool[] Of(IRecordList records, IdIndex ids)
    {
        var isKept = new bool[records.Count];
        isKept.AsSpan().Fill(true);
        var newest = new Dictionary<EventAddress, int>();
        for (var i = 0; i < records.Count; i++)
        {
            var e = new EventView(records[i]);
            if (e.Kind == Kind.Deletion)
                Delete(e, records, ids, isKept);
            if (!Kind.IsReplaced(e.Kind))
                continue;
            var address = EventAddress.Of(e);
            if (!newest.TryGetValue(address, out var other))
                newest.Add(address, i);
            else if (Replaces(e, new EventView(records[other])))
            {
                isKept[other] = false;
                newest[address] = i;
            }
            else
                isKept[i] = false;
        }
        return isKept;
    }

    static void Delete(EventView deletion, IRecordList records, IdIndex ids, bool[] isKept)
    {
        foreach (var tag in deletion.Tags)
        {
            if (!tag.Name.Is("e"u8) || !Bytes32.TryParse(tag.Value.ToString(), out var id) || !ids.TryFind(id, out var index))
                continue;
            var target = new EventView(records[index]);
            if (target.PublicKey == deletion.PublicKey && target.Kind != Kind.Deletion)
                isKept[index] = false;
        }
    }

    /// <summary>
    /// Whether the first event replaces the second. The newer one stays; if both have the same time, the one with the lower id.
    /// </summary>
    static bool Replaces(EventView e, EventView other) =>
        e.CreatedAt != other.CreatedAt ? e.CreatedAt > other.CreatedAt : e.Id.CompareTo(other.Id) < 0;
}
