namespace Relay.Storage.Lmdb;

/// <summary>What a table maps to what; it decides which operations the table takes.</summary>
enum LmdbTableKind
{
    /// <summary>Bytes to bytes.</summary>
    Rows,

    /// <summary>A 64-bit number to bytes, in the order of the numbers.</summary>
    IntegerRows,

    /// <summary>Bytes to a sorted list of different items, all of one size.</summary>
    Lists,
}
