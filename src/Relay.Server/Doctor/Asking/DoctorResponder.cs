using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Relay.AspNetCore;

namespace Relay.Server;

/// <summary>
/// The relay's part in <c>relay doctor</c>: adds a header to the answer of a request with a valid ticket, which says how the relay saw the
/// request. All other requests pass unchanged.
/// </summary>
sealed class DoctorResponder(ClientAddress addresses, TimeProvider time)
{
    readonly byte[] _key = DoctorKey.Create();
    readonly Lock _gate = new();
    long _newest;

    /// <summary>Puts the key into the store's folder until the relay begins to stop.</summary>
    public void Announce(string folder, CancellationToken stopping)
    {
        DoctorKey.TryWrite(folder, _key);
        stopping.UnsafeRegister(_ => DoctorKey.TryDelete(folder), null);
    }

    /// <summary>Looks at a request before it is answered.</summary>
    public void Look(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(DoctorTicket.Header, out var values) || !IsNew(values))
            return;
        var peer = AddressText.Normalize(context.Connection.RemoteIpAddress);
        var origin = addresses.Of(context);
        var seen = new SeenRequest(
            origin.Path, origin.Address?.ToString(), peer?.ToString(), context.Request.IsHttps,
            ClientAddress.FindProxyHeader(context.Request.Headers));
        context.Response.Headers[DoctorTicket.Header] = JsonSerializer.Serialize(seen);
        context.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>Whether there is one valid ticket that is newer than all before it, so that nobody can use a ticket again.</summary>
    bool IsNew(StringValues values)
    {
        if (values.Count != 1 || DoctorTicket.Read(_key, values[0]!, time.GetUtcNow()) is not { } written)
            return false;
        lock (_gate)
        {
            if (written <= _newest)
                return false;
            _newest = written;
            return true;
        }
    }
}
