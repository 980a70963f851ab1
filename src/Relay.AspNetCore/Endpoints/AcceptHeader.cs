using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Relay.AspNetCore;

/// <summary>Decides what a GET at the relay's address asks for: the information document or the page for people.</summary>
static class AcceptHeader
{
    public const string NostrJson = "application/nostr+json";

    /// <summary>Whether the header names the document, accepts it, and prefers it to HTML or wants both equally.</summary>
    public static bool PrefersInformation(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
            return false;
        double document = 0, page = 0;
        foreach (var type in types)
        {
            if (type.MediaType.Equals(NostrJson, StringComparison.OrdinalIgnoreCase))
                document = Math.Max(document, type.Quality ?? 1);
            else if (type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase))
                page = Math.Max(page, type.Quality ?? 1);
        }
        return document > 0 && document >= page;
    }
}
