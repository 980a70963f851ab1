using System.Text.RegularExpressions;

namespace Relay.Nostr.Tests;

public sealed partial class BareReferencesFuzzTests
{
    [Fact]
    public void A_regular_expression_finds_the_same()
    {
        var (found, missed) = (0, 0);
        Fuzz.Run(random =>
        {
            var text = RandomText(random);
            var expected = Bare().Matches(text).Any(static match => Nip19.TryDecode(match.Value, out _, out _));

            Assert.True(expected == BareReferences.IsIn(JsonText.Escape(text)), text);
            _ = expected ? found++ : missed++;
        });
        // Both outcomes must have occurred, or the comparison means little.
        if (Environment.GetEnvironmentVariable("FUZZ_SEED") is null)
            Assert.True(found > 10 && missed > 10, $"{found} found, {missed} missed");
    }

    static string RandomText(Random random)
    {
        var parts = new string[random.Next(8)];
        var json = new RandomJson(random);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = random.Next(8) switch
            {
                0 => "nostr:",
                1 => random.GetString("npub1note1/: \n\"\\.", random.Next(6)),
                2 => "npub1",
                3 or 4 => Reference(random),
                5 => " ",
                6 => ((char)random.Next(1, 0x7F)).ToString(),
                _ => json.Text(),
            };
        }
        return string.Concat(parts);
    }

    static string Reference(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        var text = random.Next(2) == 0 ? Nip19.EncodePublicKey(bytes) : Nip19.EncodeNote(bytes);
        return random.Next(4) switch
        {
            0 => text.ToUpperInvariant(),
            1 => text[..random.Next(text.Length)],
            _ => text,
        };
    }

    [GeneratedRegex(
        "(?<![a-z0-9/=#?&%._~+-])(?<!nostr:)(npub|note|nprofile|nevent|naddr)1[a-z0-9]*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bare();
}
