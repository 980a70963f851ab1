namespace Relay.Storage.Lmdb;

/// <summary>MDB flags of a table.</summary>
[Flags]
enum TableFlags : uint
{
    None = 0,
    SortedDuplicates = 0x04,
    IntegerKey = 0x08,
    FixedDuplicates = 0x10,
    Create = 0x40000,
}
