using System.Diagnostics;
using System.Net;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Reads the answers of <c>/health</c>.</summary>
static class Health
{
    public static async Task<(HttpStatusCode Code, string Text)> AskAsync(Uri relay)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(relay, "/health"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until it answers 200 with this text. The store checks its disk every second.</summary>
    public static async Task UntilAsync(Uri relay, string text)
    {
        var start = Stopwatch.GetTimestamp();
        while (await AskAsync(relay) is var answer && answer != (HttpStatusCode.OK, text))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline.Default, $"waited in vain for {text}: {answer}");
            await Task.Delay(10);
        }
    }
}
