namespace Relay.Storage.Lmdb;

/// <summary>
/// How many entries an index has for each sequence number beyond those that the number's record accounts for. Where the numbers are
/// many, neighbours share a sum, so that memory is bounded.
/// </summary>
sealed class EntryBalance
{
    const int MaxSums = 1 << 20;

    readonly long _first;
    readonly int _shift;
    readonly long[] _sums;

    /// <summary>For the numbers from this one to that one; none if the second is below the first.</summary>
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

    /// <summary>The entries too many, of sums that lie between these two numbers as a whole.</summary>
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
