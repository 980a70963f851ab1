using System.Runtime.InteropServices;

namespace Relay.Storage.Lmdb;

/// <summary>MDB_stat.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeStatistics
{
    public uint PageSize;
    public uint Depth;
    public nuint BranchPages;
    public nuint LeafPages;
    public nuint OverflowPages;
    public nuint Entries;
}
