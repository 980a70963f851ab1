using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Signed events in the order of their times, how to find one by its id, and which of them a relay keeps.</summary>
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

    /// <summary>How many of the events a relay keeps that has received all of them.</summary>
    public int KeptCount { get; }

    public EventView this[int index] => new(_records[index]);

    public bool TryFind(Bytes32 id, out int index) => _ids.TryFind(id, out index);

    /// <summary>
    /// Whether a relay keeps the event once it has received all. An event that it does not keep may arrive after what replaces
    /// or deletes it, and then NIP-01 leaves open what the relay says.
    /// </summary>
    public bool IsKept(int index) => _isKept[index];

    public void Dispose() => _records.Dispose();
}
