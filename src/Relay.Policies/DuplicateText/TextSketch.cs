using System.Numerics;
using System.Runtime.Intrinsics;

namespace Relay.Policies;

/// <summary>
/// A text's sketch of 64 bytes (MinHash). The more pieces two texts share, the more of these bytes are equal, in proportion. Texts with
/// equal pieces have equal sketches.
/// </summary>
readonly struct TextSketch(Vector512<byte> bytes)
{
    public const int Size = 64;

    /// <summary>
    /// The sketch has 16 bands of four bytes. Similar texts have some bands in common, so one is found by the bands of the other.
    /// </summary>
    public const int Bands = Size / sizeof(uint);

    readonly Vector512<byte> _bytes = bytes;

    /// <summary>A band: four of the bytes.</summary>
    public uint Band(int index) => _bytes.AsUInt32().GetElement(index);

    /// <summary>The number of the 64 bytes that are equal.</summary>
    public int CountEqual(in TextSketch other) =>
        BitOperations.PopCount(Vector512.Equals(_bytes, other._bytes).ExtractMostSignificantBits());
}
