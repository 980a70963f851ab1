namespace Relay.Storage.Lmdb;

/// <summary>The keys and values of a table, which decide the operations that it allows.</summary>
enum LmdbTableKind
{
    /// <summary>Bytes as keys, bytes as values.</summary>
    Rows,

    /// <summary>64-bit numbers as keys, in numerical order, and bytes as values.</summary>
    IntegerRows,

    /// <summary>Bytes as keys, and as values sorted lists of different items of one size.</summary>
    Lists,
}
