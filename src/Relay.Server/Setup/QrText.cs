using QRCoder;

namespace Relay.Server;

/// <summary>A QR code as lines of text, two of its rows on each line.</summary>
static class QrText
{
    const string WhiteOnBlack = "\u001b[97;40m", Reset = "\u001b[0m";

    /// <summary>
    /// The code with its light squares in the text's color. That is right where text is lighter than the ground; with colors it is right
    /// everywhere.
    /// </summary>
    public static string Of(string text, bool hasColors)
    {
        var lines = AsciiQRCodeHelper.GetQRCode(text, QRCodeGenerator.ECCLevel.M, drawQuietZones: true, invert: false).Split('\n');
        return string.Concat(lines.Select(line => hasColors ? $"{WhiteOnBlack}{line}{Reset}\n" : $"{line}\n"));
    }

    /// <summary>Whether standard output is a terminal that shows colors to somebody who wants them.</summary>
    public static bool CanShowColors =>
        // NO_COLOR makes every terminal a dumb one: RelayProgram.
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
