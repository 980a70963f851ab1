using System.Globalization;

namespace Relay.Server;

/// <summary>Choices of a menu, by their word or their number from 1.</summary>
static class Choices
{
    public static (object? Value, string? Reason) Read<T>(string text)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= values.Length)
            return (values[number - 1], null);
        // Not Enum.TryParse, which reads numbers and lists.
        foreach (var value in values)
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return (value, null);
        }
        return (null, $"is not one of {string.Join(", ", values.Select(static value => value.ToString().ToLowerInvariant()))}");
    }
}
