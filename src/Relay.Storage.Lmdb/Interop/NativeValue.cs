using System.Runtime.InteropServices;

namespace Relay.Storage.Lmdb;

/// <summary>MDB_val: bytes that somebody else owns, the caller's when they go in and LMDB's when they come out.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeValue(byte* data, int size)
{
    public nuint Size = (nuint)size;
    public byte* Data = data;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Size));
}
