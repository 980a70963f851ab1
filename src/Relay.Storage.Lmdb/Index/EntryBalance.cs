namespace Relay.Storage.Lmdb;

/// <summary>
/// For each sequence number, the entries found in the index minus the entries that its record accounts for. If there are many numbers,
/// neighbours share a sum, so that memory is bounded.
/// </summary>
sealed class EntryBalance
{
    const int MaxSums = 1 << 20;

    readonly long _first;
    readonly int _shift;
    readonly long[] _sums;

    /// <summary>Covers the numbers from the first to the last; none if the last is below the first.</summary>
    public EntryBalance(long first, long last)
    {
        _first = first;
        var numbers = Math.Max(0, last - first + 1);
        while (numbers >> _shift > MaxSums)
            _shift++;
        _sums = new long[(numbers + (1L << _shift) - 1) >> _shift];
    }

    public bool Covers(long sequence) => (ulong)(sequence - _first) >> _shift < (ulong)_sums.Length;

    public void Add(long sequence, int entries) => _sums[(sequence - _first) >> _shift] += entries;

    /// <summary>The surplus entries of all sums that lie wholly between these two numbers.</summary>
    public long Surplus(long first, long last)
    {
        var surplus = 0L;
        for (var i = 0L; i < _sums.Length; i++)
        {
            var begin = _first + (i << _shift);
            if (begin >= first && begin + (1L << _shift) - 1 <= last)
                surplus += Math.Max(0, _sums[i]);
        }
        return surplus;
    }
}
