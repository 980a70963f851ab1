using System.Diagnostics.Metrics;

namespace Relay.AspNetCore;

/// <summary>
/// Turns an instrument's name and unit into Prometheus' spelling: <c>relay.query.duration</c> in <c>s</c> is
/// <c>relay_query_duration_seconds</c>.
/// </summary>
static class MetricName
{
    public static string Of(Instrument instrument)
    {
        var name = Clean(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            // Units in braces, such as {event}, name the thing that is counted, and so does the instrument's name.
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return IsCounter(instrument) ? name + "_total" : name;
    }

    public static bool IsCounter(Instrument instrument) =>
        IsOf(instrument, typeof(Counter<>)) || IsOf(instrument, typeof(ObservableCounter<>));

    public static bool IsHistogram(Instrument instrument) => IsOf(instrument, typeof(Histogram<>));

    public static string Clean(string name) =>
        string.Create(name.Length, name, static (clean, name) =>
        {
            for (var i = 0; i < clean.Length; i++)
                clean[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
        });

    static bool IsOf(Instrument instrument, Type type) =>
        instrument.GetType() is { IsGenericType: true } actual && actual.GetGenericTypeDefinition() == type;
}
