using System.Globalization;

namespace Relay.Testing;

/// <summary>NIP-45's registers by way of text: the key in hexadecimal and then in binary digits.</summary>
public static class NaiveHyperLogLog
{
    /// <summary>The 512 digits for these keys.</summary>
    public static string Of(int offset, IEnumerable<string> keys)
    {
        var registers = new int[256];
        foreach (var key in keys)
        {
            var bytes = key.Chunk(2).Select(static digits => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            var bits = string.Concat(bytes.Skip(offset + 1).Take(7).Select(static value => value.ToString("b8", CultureInfo.InvariantCulture)));
            var zeros = bits.Contains('1', StringComparison.Ordinal) ? bits.IndexOf('1', StringComparison.Ordinal) : bits.Length;
            registers[bytes[offset]] = Math.Max(registers[bytes[offset]], zeros + 1);
        }
        return string.Concat(registers.Select(static value => value.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
