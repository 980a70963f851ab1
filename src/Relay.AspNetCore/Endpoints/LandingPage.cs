using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>The page for people who open the relay's address in a browser. It is self-contained and has no scripts.</summary>
static class LandingPage
{
    const string Style = """
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 10vh auto; padding: 0 1.25rem; }
        h1 { margin-bottom: 0; overflow-wrap: anywhere; }
        p { white-space: pre-line; overflow-wrap: anywhere; }
        code { display: block; padding: .75rem 1rem; border-radius: .5rem; overflow-wrap: anywhere; user-select: all; }
        code { background: color-mix(in srgb, currentColor 10%, transparent); }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
        dt { opacity: .7; }
        dd { margin: 0; overflow-wrap: anywhere; }
        """;

    /// <summary>Forbids the page to load or run anything. Its own style is named by its hash.</summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static byte[] Write(RelayInformation information, string address, RelayEngine engine)
    {
        var name = string.IsNullOrEmpty(information.Name) ? "Nostr relay" : information.Name;
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<title>").Append(Escape(name)).Append("</title>\n<style>").Append(Style).Append("</style>\n</head>\n<body>\n")
            .Append("<h1>").Append(Escape(name)).Append("</h1>\n");
        if (!string.IsNullOrEmpty(information.Description))
            page.Append("<p>").Append(Escape(information.Description)).Append("</p>\n");
        page.Append("<p>This is a Nostr relay. Add its address to a Nostr client to use it:</p>\n")
            .Append("<code>").Append(Escape(address)).Append("</code>\n<dl>\n");
        AppendRow(page, "Connections", engine.Connections.ToString(CultureInfo.InvariantCulture));
        AppendRow(page, "Subscriptions", engine.Subscriptions.ToString(CultureInfo.InvariantCulture));
        AppendRow(page, "NIPs", string.Join(", ", information.SupportedNips));
        AppendRow(page, "Contact", information.Contact);
        AppendRow(page, "Operator", information.Pubkey);
        AppendRow(page, "Terms of service", information.TermsOfService);
        AppendRow(page, "Version", $"{information.Software} {information.Version}".Trim());
        page.Append("</dl>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    static void AppendRow(StringBuilder page, string term, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            page.Append("<dt>").Append(term).Append("</dt><dd>").Append(Escape(value)).Append("</dd>\n");
    }

    static string Escape(string text) => HtmlEncoder.Default.Encode(text);
}
