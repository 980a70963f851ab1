namespace Relay.Storage.Lmdb;

/// <summary>How much a store may take; tests make it small.</summary>
sealed record StoreBounds
{
    /// <summary>Address space of each of the two files.</summary>
    public required long MapBytes { get; init; }

    /// <summary>Events not yet indexed beyond which imports wait: two of the largest passes.</summary>
    public int MaxTailEvents { get; init; } = 400_000;

    /// <summary>What a slice of a query may take.</summary>
    public SliceBudget Slices { get; init; } = SliceBudget.Default;
}
