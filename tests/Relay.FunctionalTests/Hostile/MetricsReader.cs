using System.Globalization;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Reads one number of the relay's measurements.</summary>
static class MetricsReader
{
    /// <summary>The value of a series, by its name and labels as written; 0 if there is none.</summary>
    public static Task<double> ReadAsync(TestRelay relay, string series) => ReadAsync(relay.HttpAddress, series);

    /// <summary>The same through a proxy that names this client, if one is given.</summary>
    public static async Task<double> ReadAsync(Uri relay, string series, string? forwardedFor = null)
    {
        using var http = new HttpClient { BaseAddress = relay };
        if (forwardedFor is not null)
            http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        var line = (await http.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(
            line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
