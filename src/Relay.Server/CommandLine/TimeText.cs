using System.Globalization;

namespace Relay.Server;

/// <summary>Times as people write them: seconds since 1970, a date, or how long ago, such as 2h.</summary>
static class TimeText
{
    /// <summary>The forms, for help and messages.</summary>
    public const string Forms =
        "in seconds since 1970, as a date such as 2025-12-31 or 2025-12-31T23:59:59Z, or ago, such as 45m, 2h or 3d";

    /// <summary>The time in seconds since 1970.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out long seconds)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
            return true;
        if (TryParseAge(text, out var age))
        {
            seconds = now.ToUnixTimeSeconds() - age;
            return true;
        }
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        // A date begins with its year; other forms that .NET reads, such as "12:30", are mistakes here.
        if (text.Length < 8 || !text.AsSpan(0, 4).ContainsOnlyDigits()
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time))
        {
            return false;
        }
        seconds = time.ToUnixTimeSeconds();
        return true;
    }

    /// <summary>A length of time such as 30s, 45m, 2h, 3d, 4w or 1y, in seconds.</summary>
    public static bool TryParseAge(string text, out long seconds)
    {
        seconds = 0;
        if (text.Length < 2 || SecondsOf(text[^1]) is not { } unit
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }
        seconds = count * unit;
        return true;
    }

    static long? SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        'w' => 7 * 24 * 3600,
        'y' => 365 * 24 * 3600,
        _ => null,
    };

    static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
