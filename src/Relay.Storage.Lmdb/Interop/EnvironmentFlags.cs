namespace Relay.Storage.Lmdb;

/// <summary>
/// The flags that the store uses. Flags that can lose or corrupt a store, or crash the process on a full disk (NOSYNC, NOMETASYNC,
/// WRITEMAP, MAPASYNC, NOLOCK), are left out so that nobody can pass them.
/// </summary>
[Flags]
enum EnvironmentFlags : uint
{
    None = 0,
    ReadOnly = 0x20000,
    NoThreadLocalStorage = 0x200000,
    NoReadAhead = 0x800000,
}
