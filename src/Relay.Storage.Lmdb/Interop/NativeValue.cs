using System.Runtime.InteropServices;

namespace Relay.Storage.Lmdb;

/// <summary>MDB_val: bytes owned by the caller when passed in, and by LMDB when returned.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeValue(byte* data, int size)
{
    public nuint Size = (nuint)size;
    public byte* Data = data;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Size));
}
