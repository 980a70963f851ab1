namespace Relay.Bench;

/// <summary>Some events of a corpus: every n-th from a first one on.</summary>
/// <param name="Start">The index of the first event.</param>
/// <param name="Step">The distance to the next event.</param>
/// <param name="Count">How many events.</param>
readonly record struct EventRange(int Start, int Step, int Count)
{
    public int this[int ordinal] => Start + ordinal * Step;

    /// <summary>The place of the event with this index within the range. False if it is not in the range.</summary>
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
