using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Single values of the configuration and their text, which is the same in every culture.</summary>
static class OptionsValue
{
    /// <summary>Reads a value. If the text is not one, <paramref name="expected"/> says what was expected.</summary>
    public static bool TryParse(Type type, string text, out object? value, out string expected)
    {
        value = null;
        expected = "text";
        if (type == typeof(string))
            value = text;
        else if (type == typeof(bool))
        {
            expected = "true or false";
            value = bool.TryParse(text, out var parsed) ? parsed : null;
        }
        else if (type == typeof(double))
        {
            expected = "a number";
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed)
                ? parsed
                : null;
        }
        else if (type == typeof(KindSet))
        {
            value = KindSet.TryParse(text, out var parsed, out var reason) ? parsed : null;
            expected = $"a set of kinds: it {reason}";
        }
        else if (type.IsEnum)
        {
            expected = $"one of {string.Join(", ", Enum.GetNames(type))}";
            // Only names are accepted, not the numbers behind them.
            value = char.IsAsciiLetter(text[0]) && !text.Contains(',') && Enum.TryParse(type, text, ignoreCase: true, out var parsed)
                ? parsed
                : null;
        }
        else
        {
            expected = "a whole number";
            if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
                return false;
            expected = $"a number that fits ({Limits(type)})";
            value = Narrow(type, parsed);
        }
        return value is not null;
    }

    /// <summary>Whether the empty text is a value of this type rather than an absent one.</summary>
    public static bool MayBeEmpty(Type type) => type == typeof(KindSet);

    /// <summary>Whether the number is within the range, both ends included.</summary>
    public static bool IsWithin(RangeAttribute range, object? value) =>
        ToDecimal(value) >= ToDecimal(range.Minimum) && ToDecimal(value) <= ToDecimal(range.Maximum);

    /// <summary>A value as text.</summary>
    public static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    static object? Narrow(Type type, Int128 number) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 when number >= int.MinValue && number <= int.MaxValue => (int)number,
        TypeCode.Int64 when number >= long.MinValue && number <= long.MaxValue => (long)number,
        TypeCode.UInt16 when number >= 0 && number <= ushort.MaxValue => (ushort)number,
        TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt16 => null,
        _ => throw new InvalidOperationException($"options cannot hold {type}"),
    };

    static string Limits(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => "32 bits",
        TypeCode.UInt16 => "0 to 65535",
        _ => "64 bits",
    };

    static decimal ToDecimal(object? value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);
}
