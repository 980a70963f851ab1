namespace Relay.Bench;

/// <summary>Some events of a corpus: every so many-th from a first one on.</summary>
/// <param name="Start">The index of the first.</param>
/// <param name="Step">The distance to the next.</param>
/// <param name="Count">How many.</param>
readonly record struct EventRange(int Start, int Step, int Count)
{
    public int this[int ordinal] => Start + ordinal * Step;

    /// <summary>Which one of the range the event of this index is; false if it is none.</summary>
    public bool TryGetOrdinal(int index, out int ordinal)
    {
        var (quotient, rest) = Math.DivRem(index - Start, Step == 0 ? 1 : Step);
        ordinal = quotient;
        return rest == 0 && (uint)quotient < (uint)Count;
    }

    /// <summary>The share of one of several connections that take turns.</summary>
    public EventRange Share(int number, int of) => new(Start + number * Step, of * Step, (Count - number + of - 1) / of);

    /// <summary>One of several equal parts that follow each other.</summary>
    public EventRange Part(int number, int of)
    {
        var from = (int)((long)Count * number / of);
        var to = (int)((long)Count * (number + 1) / of);
        return new EventRange(this[from], Step, to - from);
    }
}
