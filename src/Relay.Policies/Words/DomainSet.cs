using System.Buffers;
using System.Globalization;

namespace Relay.Policies;

/// <summary>
/// Domains with all their subdomains. They are found anywhere in a text where a host can stand, with or without a scheme, as browsers read
/// them.
/// </summary>
sealed class DomainSet
{
    const int MaxLength = 253;

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    readonly HashSet<string> _domains = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    int _mostLabels;
    bool _hasForeign;

    public DomainSet() => _lookup = _domains.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The number of domains that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a domain in Unicode or ASCII spelling. Returns what is wrong with it, or null.</summary>
    public string? Add(ReadOnlySpan<char> domain)
    {
        try
        {
            var ascii = Idn.GetAscii(domain.ToString());
            if (ascii.Length > MaxLength || ascii[^1] == '.')
                return "is not a domain such as example.com";
            var foreign = Idn.GetUnicode(ascii);
            _domains.Add(ascii);
            _hasForeign |= _domains.Add(foreign);
            _mostLabels = Math.Max(_mostLabels, 1 + ascii.AsSpan().Count('.'));
            Count++;
            return null;
        }
        catch (ArgumentException)
        {
            return "is not a domain such as example.com";
        }
    }

    /// <summary>Whether a text names one of the domains.</summary>
    public bool AreIn(ReadOnlySpan<char> text)
    {
        if (Count == 0)
            return false;
        if (!text.ContainsAny(HostText.Special))
            return AreInPlain(text);
        var buffer = ArrayPool<char>.Shared.Rent(HostText.MaxLength(text.Length));
        try
        {
            return AreInPlain(buffer.AsSpan(0, HostText.Write(text, buffer)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    // Letters of other scripts may stand next to a host without a space, or belong to it.
    bool AreInPlain(ReadOnlySpan<char> text) => AreIn(text, isForeign: false) || _hasForeign && AreIn(text, isForeign: true);

    bool AreIn(ReadOnlySpan<char> text, bool isForeign)
    {
        // Each dot belongs to one host, so each character is read once.
        while (text.IndexOf('.') is >= 0 and var dot)
        {
            var start = dot;
            while (start > 0 && IsOfLabel(text[start - 1], isForeign))
                start--;
            var end = dot;
            while (end + 1 < text.Length && (IsOfLabel(text[end + 1], isForeign) || text[end] != '.' && text[end + 1] == '.'))
                end++;
            // A dot may end a sentence.
            var host = text[start..(end + 1)].Trim(".-");
            if (host.Contains('.') && IsListed(host))
                return true;
            text = text[(end + 1)..];
        }
        return false;
    }

    bool IsListed(ReadOnlySpan<char> host)
    {
        var dot = host.Length;
        for (var labels = 1; labels <= _mostLabels && dot > 0; labels++)
        {
            dot = host[..dot].LastIndexOf('.');
            var domain = host[(dot + 1)..];
            if (domain.Length > MaxLength)
                return false;
            if (_lookup.Contains(domain))
                return true;
        }
        return false;
    }

    static bool IsOfLabel(char c, bool isForeign) =>
        c == '-' || (c < 0x80 ? char.IsAsciiLetterOrDigit(c) : isForeign && char.IsLetterOrDigit(c));
}
