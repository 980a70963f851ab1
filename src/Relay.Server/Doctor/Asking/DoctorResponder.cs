using System.Security.Cryptography;
using System.Text.Json;
using Relay.AspNetCore;

namespace Relay.Server;

/// <summary>
/// The relay's part in <c>relay doctor</c>. Through its control socket the relay gives the doctor a ticket. To a request that brings the
/// ticket, it says in a header of the answer how it saw the request. So the doctor learns whether an address leads to this relay, and from
/// whom the relay believes to be asked. All other requests pass unchanged: nobody else can find out that two public addresses belong to one
/// relay. Thread-safe.
/// </summary>
sealed class DoctorResponder(ClientAddress addresses)
{
    /// <summary>The header of a request with its ticket, and of the answer.</summary>
    public const string Header = "Relay-Doctor";

    const int TicketBytes = 16;

    /// <summary>The most tickets that wait for their requests, as many as some doctors need that run at once.</summary>
    const int MaxTickets = 16;

    readonly Queue<string> _tickets = new();
    readonly Lock _gate = new();

    /// <summary>A new ticket, which is good once: proxies on the way see it.</summary>
    public string Issue()
    {
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TicketBytes));
        lock (_gate)
        {
            while (_tickets.Count >= MaxTickets)
                _tickets.Dequeue();
            _tickets.Enqueue(ticket);
        }
        return ticket;
    }

    /// <summary>Looks at a request before it is answered.</summary>
    public void Look(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values) || values is not [{ } ticket] || !TryTake(ticket))
            return;
        var peer = AddressText.Normalize(context.Connection.RemoteIpAddress);
        var origin = addresses.Of(context);
        var seen = new SeenRequest(
            origin.Path, origin.Address?.ToString(), peer?.ToString(), context.Request.IsHttps,
            ClientAddress.FindProxyHeader(context.Request.Headers));
        context.Response.Headers[Header] = JsonSerializer.Serialize(seen);
        context.Response.Headers.CacheControl = "no-store";
    }

    bool TryTake(string ticket)
    {
        lock (_gate)
        {
            if (!_tickets.Contains(ticket))
                return false;
            var others = _tickets.Where(other => other != ticket).ToArray();
            _tickets.Clear();
            foreach (var other in others)
                _tickets.Enqueue(other);
            return true;
        }
    }
}
