using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Relay.Policies;

/// <summary>
/// Makes sketches of folded texts from all their pieces of five characters. Letters that can replace each other are treated as equal: 1, l
/// and i; 0 and o; and those that small and capital Greek letters look like (h, n and v; u and y). Pieces are hashed with a secret of this
/// process. So nobody can prepare texts that match others, or small changes that avoid a match.
/// </summary>
sealed class TextSketcher
{
    const int PieceLength = 5;
    const int Lanes = TextSketch.Size / 8;

    /// <summary>The bytes of a secret.</summary>
    public const int SecretLength = 2 * sizeof(ulong) + 2 * TextSketch.Size * sizeof(uint);

    readonly ulong _factor;
    readonly ulong _mix;
    readonly Vector256<uint>[] _offsets;
    readonly Vector256<uint>[] _factors;
    readonly ulong _leaving;

    /// <summary>Makes a sketcher. Sketches of different secrets cannot be compared.</summary>
    public TextSketcher(ReadOnlySpan<byte> secret)
    {
        var factors = MemoryMarshal.Cast<byte, ulong>(secret[..(2 * sizeof(ulong))]);
        var lanes = MemoryMarshal.Cast<byte, Vector256<uint>>(secret[(2 * sizeof(ulong))..SecretLength]);
        // Odd factors never map two pieces to the same number.
        _factor = factors[0] | 1;
        _mix = factors[1] | 1;
        _leaving = _factor * _factor * _factor * _factor * _factor;
        _offsets = lanes[..Lanes].ToArray();
        _factors = lanes[Lanes..].ToArray();
        foreach (ref var factor in _factors.AsSpan())
            factor |= Vector256<uint>.One;
    }

    /// <summary>Sketches a text and counts its characters. Each character costs eight multiplications of eight numbers.</summary>
    public TextSketch Sketch(ReadOnlySpan<byte> folded, out int characters)
    {
        Span<Vector256<uint>> least = stackalloc Vector256<uint>[Lanes];
        least.Fill(Vector256<uint>.AllBitsSet);
        Span<uint> window = stackalloc uint[PieceLength];
        window.Clear();
        var hash = 0ul;
        characters = 0;
        while (!folded.IsEmpty)
        {
            Rune.DecodeFromUtf8(folded, out var rune, out var size);
            folded = folded[size..];
            var character = Merge((uint)rune.Value);
            ref var oldest = ref window[characters % PieceLength];
            hash = hash * _factor + character - oldest * _leaving;
            oldest = character;
            if (++characters >= PieceLength)
                Add(hash, least);
        }
        if (characters < PieceLength)
            Add(hash, least);
        Span<byte> bytes = stackalloc byte[TextSketch.Size];
        var values = MemoryMarshal.Cast<Vector256<uint>, uint>(least);
        // The highest bits of a minimum of many numbers are mostly zero, so they are dropped.
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(values[i] >> 8);
        return new TextSketch(Vector512.Create<byte>(bytes));
    }

    void Add(ulong hash, Span<Vector256<uint>> least)
    {
        var piece = Vector256.Create((uint)((hash ^ hash >> 32) * _mix >> 32));
        for (var i = 0; i < least.Length; i++)
            least[i] = Vector256.Min(least[i], piece * _factors[i] + _offsets[i]);
    }

    static uint Merge(uint character) => character switch
    {
        '1' or 'l' => 'i',
        '0' => 'o',
        'h' or 'v' => 'n',
        'y' => 'u',
        _ => character,
    };
}
