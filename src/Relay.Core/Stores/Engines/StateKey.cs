using System.Diagnostics.CodeAnalysis;

namespace Relay.Core;

/// <summary>
/// The key of a record of state: 1 to <see cref="MaxLength"/> bytes, ordered as unsigned bytes. Its hash depends on a secret, since clients
/// choose keys.
/// </summary>
public readonly struct StateKey(byte[] bytes) : IEquatable<StateKey>, IComparable<StateKey>
{
    /// <summary>The most bytes of a key.</summary>
    public const int MaxLength = 65;

    readonly byte[] _bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>The bytes as memory.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <inheritdoc/>
    public int CompareTo(StateKey other) => Span.SequenceCompareTo(other.Span);

    /// <inheritdoc/>
    public bool Equals(StateKey other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is StateKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // HashCode is seeded with a secret of the process.
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The bytes in hex.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);
}

/// <summary>A record of state.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, at most 64 bytes.</param>
public readonly record struct StateRecord(StateKey Key, ReadOnlyMemory<byte> Value);
