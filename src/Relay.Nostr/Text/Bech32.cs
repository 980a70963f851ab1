using System.Diagnostics.CodeAnalysis;

namespace Relay.Nostr;

/// <summary>
/// Bech32 as BIP-173 defines it, without its limit of 90 characters, which NIP-19 lifts: a prefix, the character 1, the data
/// and a checksum of six characters, each character after the 1 standing for five bits.
/// </summary>
static class Bech32
{
    /// <summary>NIP-19 sets no limit. This one is enough for a profile with many relays.</summary>
    public const int MaxLength = 5_000;

    const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const int ChecksumLength = 6;

    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var dataLength = (data.Length * 8 + 4) / 5;
        var text = new char[prefix.Length + 1 + dataLength + ChecksumLength];
        prefix.CopyTo(text);
        text[prefix.Length] = '1';

        var checksum = Checksum.OfPrefix(prefix);
        var position = prefix.Length + 1;
        var bits = new FiveBitReader(data);
        while (bits.TryRead(out var value))
        {
            checksum.Add(value);
            text[position++] = Alphabet[value];
        }

        var sum = checksum.Finish();
        for (var i = 0; i < ChecksumLength; i++)
            text[position + i] = Alphabet[(int)(sum >> (5 * (ChecksumLength - 1 - i))) & 31];
        return new string(text);
    }

    /// <summary>Accepts all lower case or all upper case. The prefix is returned in lower case.</summary>
    public static bool TryDecode(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out string? prefix,
        [NotNullWhen(true)] out byte[]? data,
        [NotNullWhen(false)] out string? reason)
    {
        prefix = null;
        data = null;
        if (text.Length > MaxLength)
            return Refuse("longer than 5000 characters", out reason);
        if (text.ContainsAnyExceptInRange('!', '~'))
            return Refuse("contains a character that bech32 does not have", out reason);
        if (text.ContainsAnyInRange('A', 'Z') && text.ContainsAnyInRange('a', 'z'))
            return Refuse("mixes upper and lower case", out reason);

        var separator = text.LastIndexOf('1');
        if (separator < 1)
            return Refuse("has no prefix followed by 1", out reason);
        if (text.Length - separator - 1 < ChecksumLength)
            return Refuse("is too short for its checksum", out reason);

        var lowerPrefix = text[..separator].ToString().ToLowerInvariant();
        var values = new byte[text.Length - separator - 1];
        var checksum = Checksum.OfPrefix(lowerPrefix);
        for (var i = 0; i < values.Length; i++)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(text[separator + 1 + i]), StringComparison.Ordinal);
            if (value < 0)
                return Refuse("contains a character that bech32 does not have", out reason);
            values[i] = (byte)value;
            checksum.Add(value);
        }

        if (!checksum.IsValid)
            return Refuse("has a wrong checksum", out reason);
        if (!TryJoin(values.AsSpan(..^ChecksumLength), out data))
            return Refuse("does not end at a whole byte", out reason);

        prefix = lowerPrefix;
        reason = null;
        return true;
    }

    /// <summary>Joins five-bit values to bytes. Fewer than five bits may be left over, and they must be zero.</summary>
    static bool TryJoin(ReadOnlySpan<byte> values, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var joined = new byte[values.Length * 5 / 8];
        uint pending = 0;
        var bits = 0;
        var position = 0;
        foreach (var value in values)
        {
            pending = ((pending << 5) | value) & 0xfff;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                joined[position++] = (byte)(pending >> bits);
            }
        }

        if (bits >= 5 || (pending & ((1u << bits) - 1)) != 0)
            return false;
        bytes = joined;
        return true;
    }

    static bool Refuse(string why, [NotNull] out string? reason)
    {
        reason = why;
        return false;
    }

    /// <summary>Reads bytes as five-bit values. The last one is padded with zeros.</summary>
    ref struct FiveBitReader(ReadOnlySpan<byte> data)
    {
        readonly ReadOnlySpan<byte> _data = data;
        int _bit;

        public bool TryRead(out int value)
        {
            value = 0;
            if (_bit >= _data.Length * 8)
                return false;
            var index = _bit >> 3;
            var pair = (_data[index] << 8) | (index + 1 < _data.Length ? _data[index + 1] : 0);
            value = (pair >> (11 - (_bit & 7))) & 31;
            _bit += 5;
            return true;
        }
    }

    /// <summary>The checksum of BIP-173: the remainder of a polynomial over GF(32), started with the prefix.</summary>
    struct Checksum()
    {
        static ReadOnlySpan<uint> Generator => [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

        uint _remainder = 1;

        public static Checksum OfPrefix(string prefix)
        {
            var checksum = new Checksum();
            foreach (var c in prefix)
                checksum.Add(c >> 5);
            checksum.Add(0);
            foreach (var c in prefix)
                checksum.Add(c & 31);
            return checksum;
        }

        public readonly bool IsValid => _remainder == 1;

        public void Add(int value)
        {
            var top = _remainder >> 25;
            _remainder = ((_remainder & 0x1ffffff) << 5) ^ (uint)value;
            for (var i = 0; i < Generator.Length; i++)
            {
                if (((top >> i) & 1) != 0)
                    _remainder ^= Generator[i];
            }
        }

        /// <summary>The 30 bits that make the whole text valid.</summary>
        public uint Finish()
        {
            for (var i = 0; i < ChecksumLength; i++)
                Add(0);
            return _remainder ^ 1;
        }
    }
}
