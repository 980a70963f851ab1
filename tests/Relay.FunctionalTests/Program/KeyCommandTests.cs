using System.Text;
using Relay.Nostr;

namespace Relay.FunctionalTests;

public sealed class KeyCommandTests : IDisposable
{
    // The examples of NIP-19.
    const string PublicKey = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    const string Nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_new_key_is_printed_with_its_public_key()
    {
        var output = (await RelayProcess.RunAsync(_folder.Path, "key new")).Output;
        var values = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(l => l[..8].Trim(), l => l[8..]);

        Assert.True(SecretKey.TryParse(values["nsec"], out var key, out _));
        Assert.Equal(Nip19.EncodePublicKey(key.PublicKey), values["npub"]);
        Assert.Equal(Convert.ToHexStringLower(key.PublicKey), values["pubkey"]);
    }

    [Fact]
    public async Task Other_forms_of_a_key_are_shown()
    {
        Assert.Contains(PublicKey, (await RelayProcess.RunAsync(_folder.Path, $"key show {Npub}")).Output, StringComparison.Ordinal);
        var output = (await RelayProcess.RunAsync(_folder.Path, $"key show {PublicKey}")).Output;
        Assert.Contains(Npub, output, StringComparison.Ordinal);
        Assert.Contains("note10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8q", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_key_from_standard_input_shows_its_public_key_and_is_not_repeated()
    {
        var result = await RelayProcess.RunAsync(_folder.Path, "key show -", Encoding.UTF8.GetBytes(Nsec + "\n"));

        Assert.True(SecretKey.TryParse(Nsec, out var key, out _));
        Assert.Contains(Nip19.EncodePublicKey(key.PublicKey), result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nsec", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData(PublicKey + "00")]
    public async Task What_is_no_key_is_refused(string text)
    {
        (await RelayProcess.RunAsync(_folder.Path, $"key show {text}")).AssertFailedWith("relay: the text ");
    }

    public void Dispose() => _folder.Dispose();
}
