using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Relay.AspNetCore;

/// <summary>
/// Negotiates permessage-deflate (RFC 7692). No compression window is shared between messages in either direction, so that the relay
/// compresses a body once for all receivers and an idle connection keeps no compression state.
/// </summary>
static class DeflateOffer
{
    const string Agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /// <summary>
    /// The value of Sec-WebSocket-Extensions in the answer, for the first offer that the relay can meet; null if there is none.
    /// </summary>
    public static string? Answer(StringValues extensions)
    {
        foreach (var header in extensions)
        {
            if (header is null)
                continue;
            foreach (var offer in header.Split(','))
            {
                if (AnswerOffer(offer) is { } answer)
                    return answer;
            }
        }
        return null;
    }

    static string? AnswerOffer(string offer)
    {
        var parts = offer.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals("permessage-deflate", StringComparison.OrdinalIgnoreCase))
            return null;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var answer = Agreed;
        foreach (var parameter in parts.AsSpan(1))
        {
            var equals = parameter.IndexOf('=');
            var name = (equals < 0 ? parameter : parameter[..equals]).TrimEnd();
            var value = equals < 0 ? null : HeaderUtilities.RemoveQuotes(parameter.AsSpan(equals + 1).Trim().ToString()).Value;
            if (!seen.Add(name))
                return null;
            switch (name.ToLowerInvariant())
            {
                case "server_no_context_takeover" or "client_no_context_takeover" when value is null:
                    break;
                // The client only hints that it can limit its window. Without an answer it may use any window, and the relay inflates all
                // of them.
                case "client_max_window_bits" when value is null || IsWindowBits(value):
                    break;
                // The relay compresses the shared bodies with the full window.
                case "server_max_window_bits" when value is "15":
                    answer = Agreed + "; server_max_window_bits=15";
                    break;
                default:
                    return null;
            }
        }
        return answer;
    }

    static bool IsWindowBits(string value) => value is "8" or "9" or "10" or "11" or "12" or "13" or "14" or "15";
}
