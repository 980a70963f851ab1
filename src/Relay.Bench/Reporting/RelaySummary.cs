using System.Net.Http.Headers;
using System.Text.Json;

namespace Relay.Bench;

/// <summary>A relay's description of itself (NIP-11); null for the parts it does not give.</summary>
sealed record RelaySummary(string Address, string? Name, string? Software, string? Version)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The software and its version, or another text that tells the relays apart.</summary>
    public string Label
    {
        get
        {
            var name = $"{Software?.TrimEnd('/').Split('/')[^1] ?? Name} {Version}".Trim();
            var authority = new Uri(Address).Authority;
            return name.Length > 0 ? $"{name} ({authority})" : authority;
        }
    }

    public static async Task<RelaySummary> ReadAsync(Uri address, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(address) { Scheme = Uri.UriSchemeHttp }.Uri);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/nostr+json"));
        try
        {
            using var response = await client.SendAsync(request, cancel);
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            var root = json.RootElement;
            return new RelaySummary(address.ToString(), Text(root, "name"), Text(root, "software"), Text(root, "version"));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException
            || exception is TaskCanceledException && !cancel.IsCancellationRequested)
        {
            // Not every relay has such a document, and for rows of command lines no relay need run.
            return new RelaySummary(address.ToString(), null, null, null);
        }
    }

    static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
