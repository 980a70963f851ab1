using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Server;

/// <summary>
/// The value of the header <c>Relay-Doctor</c> of a request: a time in milliseconds, a dot, and its HMAC with the key. Proxies on the way
/// see it, so it is good once and only for a minute.
/// </summary>
static class DoctorTicket
{
    public const string Header = "Relay-Doctor";

    static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);

    public static string Write(ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return $"{time}.{SignatureOf(key, time)}";
    }

    /// <summary>The time of a ticket that was written with the key within the last minute; null for any other text.</summary>
    public static long? Read(ReadOnlySpan<byte> key, string ticket, DateTimeOffset now)
    {
        var dot = ticket.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !long.TryParse(ticket.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || Math.Abs(now.ToUnixTimeMilliseconds() - time) > Validity.TotalMilliseconds)
        {
            return null;
        }
        var expected = Encoding.ASCII.GetBytes(SignatureOf(key, ticket[..dot]));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(ticket[(dot + 1)..])) ? time : null;
    }

    static string SignatureOf(ReadOnlySpan<byte> key, string time) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(time)));
}
