using System.Buffers;
using System.Text;

namespace Relay.Nostr;

/// <summary>
/// Walks the people that a text names by npub1… or nprofile1…, with or without <c>nostr:</c> before it (NIP-21, NIP-27). Names within a web
/// address do not count. Looks at each character a bounded number of times.
/// </summary>
public ref struct PersonReferences(ReadOnlySpan<byte> escaped)
{
    /// <summary>Bytes of the shortest reference.</summary>
    public const int MinLength = 63;

    // Characters of an npub after the 1: 32 bytes and the checksum.
    const int KeyLength = 58;

    // Both cases. The checksum test refuses a reference that mixes them.
    static readonly SearchValues<byte> Alphabet = SearchValues.Create("023456789acdefghjklmnpqrstuvwxyzACDEFGHJKLMNPQRSTUVWXYZ"u8);

    // An escape is never part of a reference, and ends one.
    ReadOnlySpan<byte> _escaped = escaped;
    ReadOnlySpan<byte> _run;
    int _at;

    /// <summary>Finds the next person, who may have been named before. False at the end.</summary>
    public bool TryRead(out Bytes32 key)
    {
        while (true)
        {
            while (_run[_at..].IndexOf((byte)'1') is >= 0 and var next)
            {
                var one = _at + next;
                _at = one + 1;
                if (TryReadAt(one, out key))
                    return true;
            }
            _at = 0;
            if (JsonText.TryReadRun(ref _escaped, out _run, out _))
                continue;
            key = default;
            return false;
        }
    }

    /// <summary>Reads the reference whose 1 stands at this index, and moves past the text it has read.</summary>
    bool TryReadAt(int one, out Bytes32 key)
    {
        key = default;
        var before = _run[..one];
        var isKey = EndsWith(before, "npub"u8);
        if (!isKey && !EndsWith(before, "nprofile"u8))
            return false;
        var start = one - (isKey ? "npub"u8.Length : "nprofile"u8.Length);
        var rest = _run[_at..];
        var end = rest.IndexOfAnyExcept(Alphabet);
        var length = end < 0 ? rest.Length : end;
        // People write references without a space between them. The length of an npub is known.
        if (isKey)
            length = Math.Min(length, KeyLength);
        _at += length;
        var reference = _run[start.._at];
        if (reference.Length is < MinLength or > Bech32.MaxLength || IsInAddress(_run[..start]))
            return false;
        Span<char> text = stackalloc char[reference.Length];
        Encoding.ASCII.GetChars(reference, text);
        if (!Nip19.TryParsePublicKey(text, out var bytes, out _))
            return false;
        key = new Bytes32(bytes);
        return true;
    }

    static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[^prefix.Length..], prefix);

    static bool IsInAddress(ReadOnlySpan<byte> before) => !before.IsEmpty && "/=#?&%._-~+"u8.Contains(before[^1]);
}
