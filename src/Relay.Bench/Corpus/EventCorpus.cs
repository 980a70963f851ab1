using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Signed events in the order of their times. Finds events by their ids, and tells which ones a relay keeps.</summary>
sealed class EventCorpus : IDisposable
{
    readonly IRecordList _records;
    readonly IdIndex _ids;
    readonly bool[] _isKept;

    public EventCorpus(IRecordList records)
    {
        _records = records;
        _ids = new IdIndex(records);
        _isKept = KeptEvents.Of(records, _ids);
        KeptCount = _isKept.AsSpan().Count(true);
    }

    public int Count => _records.Count;

    /// <summary>How many events a relay keeps after it has received all of them.</summary>
    public int KeptCount { get; }

    public EventView this[int index] => new(_records[index]);

    public bool TryFind(Bytes32 id, out int index) => _ids.TryFind(id, out index);

    /// <summary>
    /// Whether a relay keeps the event after it has received all. Another event may arrive after the one that replaces or deletes it, and
    /// then NIP-01 leaves open how the relay answers.
    /// </summary>
    public bool IsKept(int index) => _isKept[index];

    public void Dispose() => _records.Dispose();
}
