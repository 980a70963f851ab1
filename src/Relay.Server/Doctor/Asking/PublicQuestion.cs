using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Asks at the relay's public address, as clients do: for the information document (NIP-11) and by WebSocket. Certificates are not checked
/// here, since another check judges them and nothing secret is sent.
/// </summary>
static class PublicQuestion
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Far above what documents have; another server may send without end.</summary>
    const int MaxDocumentBytes = 1 << 20;

    /// <summary>Asks; null if there is no public address. Never throws for an address that does not answer.</summary>
    public static async Task<PublicAnswer?> AskAsync(RelayOptions relay, RunningRelay? running, CancellationToken cancel)
    {
        if (relay.PublicUrl is null)
            return null;
        var socket = new Uri(relay.PublicUrl);
        var http = new UriBuilder(socket) { Scheme = socket.Scheme == Uri.UriSchemeWss ? "https" : "http", Port = socket.Port }.Uri;
        var answer = new PublicAnswer { Http = http };
        try
        {
            answer = answer with { Addresses = await Dns.GetHostAddressesAsync(socket.IdnHost, cancel).WaitAsync(Patience, cancel) };
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            return answer with { Failure = exception.Message };
        }
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        using var client = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxDocumentBytes };
        answer = await AskForDocumentAsync(client, answer, running, forged: null, cancel);
        if (answer.Seen is not null)
        {
            var forged = await AskForDocumentAsync(client, answer, running, ForgedAddress.HeaderFor(relay.Network), cancel);
            answer = answer with { SeenForged = forged.Seen };
        }
        return answer.Failure is null ? answer with { WebSocketFailure = await ConnectAsync(client, socket, cancel) } : answer;
    }

    static async Task<PublicAnswer> AskForDocumentAsync(
        HttpClient client, PublicAnswer answer, RunningRelay? running, (string Name, string Value)? forged, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, answer.Http);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/nostr+json"));
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        // Each request comes as a new client does, on a connection of its own.
        request.Headers.ConnectionClose = true;
        if (forged is { } header)
            request.Headers.Add(header.Name, header.Value);
        var ticket = running is null ? null : await running.AskForTicketAsync(cancel);
        if (ticket is not null)
        {
            request.Headers.Add(DoctorResponder.Header, ticket.Text);
            answer = answer with { HadTicket = true };
        }
        try
        {
            var sent = DateTimeOffset.UtcNow;
            using var response = await client.SendAsync(request, cancel);
            return answer with
            {
                Status = (int)response.StatusCode,
                Location = response.Headers.Location,
                IsDocument = IsDocument(await response.Content.ReadAsByteArrayAsync(cancel)),
                ClockAhead = WebClock.Ahead(response, sent, DateTimeOffset.UtcNow),
                Seen = SeenBy(response, ticket),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return answer with { Failure = Reason(exception) };
        }
    }

    /// <summary>
    /// Opens a WebSocket and a subscription that asks for no stored event. Any answer shows that frames pass in both directions.
    /// </summary>
    static async Task<string?> ConnectAsync(HttpClient client, Uri url, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(url, client, patience.Token);
            await socket.SendAsync("""["REQ","doctor",{"limit":0}]"""u8.ToArray(), WebSocketMessageType.Text, true, patience.Token);
            var answer = await socket.ReceiveAsync(new byte[4096].AsMemory(), patience.Token);
            return answer.MessageType == WebSocketMessageType.Text ? null : $"closed with status {(int?)socket.CloseStatus}";
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return Reason(exception);
        }
    }

    /// <summary>What the relay that gave the ticket says. Another server may send the header, too, but does not know the answer.</summary>
    static SeenRequest? SeenBy(HttpResponseMessage response, DoctorTicket? ticket)
    {
        if (ticket is null || !response.Headers.TryGetValues(DoctorResponder.Header, out var values))
            return null;
        try
        {
            return JsonSerializer.Deserialize<SeenRequest>(string.Concat(values)) is { } seen && seen.Answer == ticket.Answer ? seen : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static bool IsDocument(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("supported_nips", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static string Reason(Exception exception) =>
        exception is OperationCanceledException
            ? $"no answer within {Patience.TotalSeconds:0} s"
            : (exception.GetBaseException() is SocketException socket ? socket : exception).Message.ReplaceLineEndings(" ");
}
