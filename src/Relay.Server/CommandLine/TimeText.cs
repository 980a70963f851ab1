using System.Globalization;

namespace Relay.Server;

/// <summary>Times as people write them: seconds since 1970, a date, or how long ago, such as 2h.</summary>
static class TimeText
{
    /// <summary>The forms, for help and messages.</summary>
    public const string Forms =
        "in seconds since 1970, as a date such as 2025-12-31 or 2025-12-31T23:59:59Z, or ago, such as 45m, 2h or 3d";

    static readonly string[] Dates =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ssK",
    ];

    /// <summary>The time in seconds since 1970.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out long seconds)
    {
        // Shorter numbers are years or dates without dashes, longer ones milliseconds.
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
            return text.Length is 9 or 10 or 11 || seconds == 0;
        if (TryParseAge(text, out var age))
        {
            seconds = now.ToUnixTimeSeconds() - age;
            return true;
        }
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, Utc, out var time) || time.Year < 1970)
            return false;
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
}
