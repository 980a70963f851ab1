using System.Globalization;

namespace Relay.TestSupport;

/// <summary>NIP-45's registers, computed through text: the key in hexadecimal, then in binary digits.</summary>
public static class NaiveHyperLogLog
{
    /// <summary>The 512 digits for these keys.</summary>
    public static string Of(int offset, IEnumerable<string> keys)
    {
        var registers = new int[256];
        foreach (var key in keys)
        {
            var digits = string.Concat(key.Select(static digit =>
                int.Parse([digit], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString("b4", CultureInfo.InvariantCulture)));
            var register = Convert.ToInt32(digits.Substring(8 * offset, 8), 2);
            var bits = digits.Substring(8 * (offset + 1), 7 * 8);
            var zeros = bits.Contains('1', StringComparison.Ordinal) ? bits.IndexOf('1', StringComparison.Ordinal) : bits.Length;
            registers[register] = Math.Max(registers[register], zeros + 1);
        }
        return string.Concat(registers.Select(static value => value.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
