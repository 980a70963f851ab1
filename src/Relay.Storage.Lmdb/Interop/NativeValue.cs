using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LightningDB;

[assembly: DisableRuntimeMarshalling]

namespace Relay.Storage.Lmdb;

/// <summary>
/// MDB_val: bytes owned by the caller when passed in, and by LMDB when returned. The package's own <see cref="MDBValue"/> has the same two
/// fields and cannot be made from a pointer.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeValue(byte* data, int size)
{
    public nuint Size = (nuint)size;
    public byte* Data = data;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Size));

    /// <summary>The same value as the package's declarations take it.</summary>
    public static ref MDBValue Of(ref NativeValue value) => ref Unsafe.As<NativeValue, MDBValue>(ref value);
}
