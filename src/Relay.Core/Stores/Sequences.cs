namespace Relay.Core;

/// <summary>Sequence numbers, 39 bits. They start in the middle: live events count up from there, history counts down.</summary>
public static class Sequences
{
    /// <summary>The number of the first live event of a store.</summary>
    public const long Middle = 1L << 38;

    /// <summary>The greatest sequence number.</summary>
    public const long Max = (1L << 39) - 1;
}
