namespace Relay.Server;

/// <summary>The clock of a web server, as its answers tell it in the header Date.</summary>
static class WebClock
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>How far the clock of an answer is ahead of this machine's, to a second or two; null if the answer has no time.</summary>
    public static TimeSpan? Ahead(HttpResponseMessage response, DateTimeOffset sent, DateTimeOffset received)
    {
        // The header has whole seconds: on average the moment is half a second later.
        var half = sent + (received - sent) / 2;
        return response.Headers.Date is { } date ? date + TimeSpan.FromSeconds(0.5) - half : null;
    }

    /// <summary>Asks a web server. Throws an <see cref="HttpRequestException"/> if it does not answer.</summary>
    public static async Task<TimeSpan?> AskAsync(Uri url, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        request.Headers.CacheControl = new() { NoCache = true };
        var sent = DateTimeOffset.UtcNow;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return Ahead(response, sent, DateTimeOffset.UtcNow);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {Patience.TotalSeconds:0} s");
        }
    }
}
