using System.Runtime.InteropServices;

namespace Relay.Storage.Lmdb;

/// <summary>MDB_envinfo.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeEnvironmentInfo
{
    public nint MapAddress;
    public nuint MapSize;
    public nuint LastPage;
    public nuint LastTransaction;
    public uint MaxReaders;
    public uint UsedReaders;
}
