namespace Relay.Storage.Postings;

<<<<<<< HEAD:src/Relay.Storage.Postings/Layout/Sequences.cs
/// <summary>Sequence numbers, 39 bits. They start in the middle: live events count up from there, history counts down.</summary>
public static class Sequences
=======
/// <summary>Sequence numbers of 39 bits. They start in the middle: live events count up from there, imported history counts down.</summary>
static class Sequences
>>>>>>> 9efd3cc (Say in plain words what the store's types and members do):src/Relay.Storage.Lmdb/Layout/Sequences.cs
{
    /// <summary>The number of the first live event of a store.</summary>
    public const long Middle = 1L << 38;

    /// <summary>The greatest sequence number.</summary>
    public const long Max = (1L << 39) - 1;
}
