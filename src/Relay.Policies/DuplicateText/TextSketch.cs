using System.Numerics;
using System.Runtime.Intrinsics;

namespace Relay.Policies;

/// <summary>
/// A text's likeness in 64 bytes: the more pieces two texts share, the more of their bytes are equal, in proportion (MinHash). Texts of
/// equal pieces have equal sketches.
/// </summary>
readonly struct TextSketch(Vector512<byte> bytes)
{
    public const int Size = 64;

    /// <summary>Bands of four bytes: similar texts have some in common, so that one is found by another's bands.</summary>
    public const int Bands = Size / sizeof(uint);

    readonly Vector512<byte> _bytes = bytes;

    /// <summary>Four of the bytes.</summary>
    public uint Band(int index) => _bytes.AsUInt32().GetElement(index);

    /// <summary>How many of the 64 bytes are equal.</summary>
    public int CountEqual(in TextSketch other) =>
        BitOperations.PopCount(Vector512.Equals(_bytes, other._bytes).ExtractMostSignificantBits());
}
