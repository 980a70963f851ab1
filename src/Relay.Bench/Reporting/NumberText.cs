using System.Globalization;

namespace Relay.Bench;

/// <summary>Formats numbers with three significant digits.</summary>
static class NumberText
{
    public static string Of(double? value) => value switch
    {
        null => "",
        >= 1000 => Rounded(value.Value).ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    static double Rounded(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 2);
        return Math.Round(value / unit) * unit;
    }
}
