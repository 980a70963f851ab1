namespace Relay.Storage.Lmdb;

/// <summary>MDB flags of a put.</summary>
[Flags]
enum PutFlags : uint
{
    None = 0,
    NoOverwrite = 0x10,
    NoDuplicate = 0x20,
    Reserve = 0x10000,
    Append = 0x20000,
    AppendDuplicate = 0x40000,
}
