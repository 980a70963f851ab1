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

    readonly Queue<DoctorTicket> _tickets = new();
    readonly Lock _gate = new();

    /// <summary>A new ticket, which is good once: proxies on the way see it.</summary>
    public DoctorTicket Issue()
    {
        var ticket = new DoctorTicket(RandomText(), RandomText());
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
        if (!context.Request.Headers.TryGetValue(Header, out var values) || values is not [{ } ticket] || TryTake(ticket) is not { } taken)
            return;
        var peer = AddressText.Normalize(context.Connection.RemoteIpAddress);
        var origin = addresses.Of(context);
        var seen = new SeenRequest(
            origin.Path, origin.Address?.ToString(), peer?.ToString(), context.Request.IsHttps,
            ClientAddress.FindProxyHeader(context.Request.Headers), taken.Answer);
        context.Response.Headers[Header] = JsonSerializer.Serialize(seen);
        context.Response.Headers.CacheControl = "no-store";
    }

    static string RandomText() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TicketBytes));

    DoctorTicket? TryTake(string text)
    {
        lock (_gate)
        {
            var taken = _tickets.FirstOrDefault(ticket => ticket.Text == text);
            if (taken is null)
                return null;
            var others = _tickets.Where(other => other != taken).ToArray();
            _tickets.Clear();
            foreach (var other in others)
                _tickets.Enqueue(other);
            return taken;
        }
    }
}
