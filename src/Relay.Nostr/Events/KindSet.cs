using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Relay.Nostr;

/// <summary>
/// An immutable set of event kinds. As text it is a list of kinds and ranges with both ends included, such as <c>0,3,10000-19999</c>. The
/// empty text is the empty set.
/// </summary>
public sealed class KindSet : IEquatable<KindSet>, IEnumerable<ushort>
{
    // One bit for each of 65,536 kinds: 8 KiB, and no search.
    const int Words = (ushort.MaxValue + 1) / 64;

    readonly ulong[] _bits;

    KindSet(ulong[] bits) => _bits = bits;

    /// <summary>The set without kinds.</summary>
    public static KindSet Empty { get; } = new(new ulong[Words]);

    /// <summary>The set of all kinds.</summary>
    public static KindSet All { get; } = Empty.Complement();

    /// <summary>Whether no kind is in the set.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The number of kinds in the set.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _bits)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>The set of these kinds.</summary>
    public static KindSet Of(params ReadOnlySpan<ushort> kinds)
    {
        var bits = new ulong[Words];
        foreach (var kind in kinds)
            bits[kind >> 6] |= 1ul << kind;
        return new(bits);
    }

    /// <summary>The set of the kinds from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static KindSet OfRange(ushort first, ushort last)
    {
        var bits = new ulong[Words];
        for (int kind = first; kind <= last; kind++)
            bits[kind >> 6] |= 1ul << kind;
        return new(bits);
    }

    /// <summary>Reads the text form, or throws <see cref="FormatException"/>.</summary>
    public static KindSet Parse(string text) =>
        TryParse(text, out var kinds, out var reason) ? kinds : throw new FormatException($"the text {reason}");

    /// <summary>
    /// Reads the text form, with or without spaces around its entries. The reason of a refusal continues a sentence that begins with the
    /// text's name: "Kinds names kind 3 twice".
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out KindSet? kinds, [NotNullWhen(false)] out string? reason)
    {
        kinds = null;
        reason = null;
        var bits = new ulong[Words];
        if (!text.IsWhiteSpace())
        {
            foreach (var range in text.Split(','))
            {
                reason = Add(bits, text[range].Trim());
                if (reason is not null)
                    return false;
            }
        }
        kinds = new(bits);
        return true;
    }

    /// <summary>Whether the kind is in the set.</summary>
    public bool Contains(ushort kind) => (_bits[kind >> 6] >> kind & 1) != 0;

    /// <summary>Whether any kind is in both sets.</summary>
    public bool Overlaps(KindSet other)
    {
        for (var i = 0; i < Words; i++)
        {
            if ((_bits[i] & other._bits[i]) != 0)
                return true;
        }
        return false;
    }

    /// <summary>The kinds that are in both sets.</summary>
    public KindSet And(KindSet other)
    {
        var bits = new ulong[Words];
        for (var i = 0; i < Words; i++)
            bits[i] = _bits[i] & other._bits[i];
        return new(bits);
    }

    /// <summary>The kinds that are in either set.</summary>
    public KindSet Or(KindSet other)
    {
        var bits = new ulong[Words];
        for (var i = 0; i < Words; i++)
            bits[i] = _bits[i] | other._bits[i];
        return new(bits);
    }

    /// <summary>The kinds of this set that are not in the other.</summary>
    public KindSet Except(KindSet other)
    {
        var bits = new ulong[Words];
        for (var i = 0; i < Words; i++)
            bits[i] = _bits[i] & ~other._bits[i];
        return new(bits);
    }

    /// <summary>The kinds that are not in this set.</summary>
    public KindSet Complement()
    {
        var bits = new ulong[Words];
        for (var i = 0; i < Words; i++)
            bits[i] = ~_bits[i];
        return new(bits);
    }

    /// <summary>The shortest text of the set, in ascending order. Two neighbours are written as two kinds, not as a range.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var first = 0; first <= ushort.MaxValue; first++)
        {
            if (!Contains((ushort)first))
                continue;
            var last = first;
            while (last < ushort.MaxValue && Contains((ushort)(last + 1)))
                last++;
            if (text.Length > 0)
                text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first)
                text.Append(CultureInfo.InvariantCulture, $"{(last == first + 1 ? ',' : '-')}{last}");
            first = last;
        }
        return text.ToString();
    }

    /// <summary>The kinds in ascending order.</summary>
    public IEnumerator<ushort> GetEnumerator()
    {
        for (var kind = 0; kind <= ushort.MaxValue; kind++)
        {
            if (Contains((ushort)kind))
                yield return (ushort)kind;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(KindSet? other) => other is not null && _bits.AsSpan().SequenceEqual(other._bits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KindSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _bits)
            hash.Add(word);
        return hash.ToHashCode();
    }

    static string? Add(ulong[] bits, ReadOnlySpan<char> entry)
    {
        var dash = entry.IndexOf('-');
        var problem = ReadKind(dash < 0 ? entry : entry[..dash].TrimEnd(), entry, out var first);
        var last = first;
        if (problem is null && dash >= 0)
            problem = ReadKind(entry[(dash + 1)..].TrimStart(), entry, out last);
        if (problem is not null)
            return problem;
        if (last < first)
            return $"has the range {entry}, which ends before it begins";
        for (var kind = first; kind <= last; kind++)
        {
            var bit = 1ul << kind;
            if ((bits[kind >> 6] & bit) != 0)
                return $"names kind {kind} twice";
            bits[kind >> 6] |= bit;
        }
        return null;
    }

    static string? ReadKind(ReadOnlySpan<char> digits, ReadOnlySpan<char> entry, out int kind)
    {
        kind = 0;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return $"has \"{entry}\" where a kind or a range such as 10000-19999 is expected";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out kind) && kind <= ushort.MaxValue
            ? null
            : $"has {digits}, which is above the highest kind, 65535";
    }
}
