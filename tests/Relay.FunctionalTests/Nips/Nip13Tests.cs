using System.Globalization;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-13: the work that ids show, and the work at which their authors aimed.</summary>
public sealed class Nip13Tests
{
    const int Minimum = 6;

    readonly Author _alice = new();

    [Theory]
    [InlineData(Minimum, true)]
    [InlineData(Minimum + 1, true)]
    [InlineData(Minimum - 1, false)]
    public async Task Luck_is_no_work_where_the_target_is_lower(int target, bool accepted)
    {
        await using var relay = await PolicyRelay.StartAsync(("ProofOfWork:MinDifficulty", $"{Minimum}"));
        await using var client = await relay.ConnectAsync();

        var ok = await client.PublishAsync(Mined(Minimum + 1, $"{target}"));

        Assert.Equal((accepted, accepted ? "" : $"pow: the target {target} is less than {Minimum}"), (ok.Accepted, ok.Message));
    }

    [Theory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task A_target_must_be_named_where_the_settings_say_so(string requireCommitment, bool accepted)
    {
        await using var relay = await PolicyRelay.StartAsync(
            ("ProofOfWork:MinDifficulty", $"{Minimum}"), ("ProofOfWork:RequireCommitment", requireCommitment));
        await using var client = await relay.ConnectAsync();

        foreach (var target in new[] { null, "", "-9", "nine", "99999999999" })
        {
            var ok = await client.PublishAsync(Mined(Minimum, target));
            Assert.Equal(accepted, ok.Accepted);
            Assert.Equal(accepted ? "" : $"pow: the nonce tag must name a target of at least {Minimum}", ok.Message);
        }
        await client.PublishAllAsync(Mined(Minimum, $"{Minimum}"));
    }

    NostrEvent Mined(int difficulty, string? target)
    {
        for (var nonce = 0; ; nonce++)
        {
            var number = nonce.ToString(CultureInfo.InvariantCulture);
            var e = _alice.Note(tags: target is null ? ["nonce", number] : ["nonce", number, target]);
            if (ProofOfWork.DifficultyOf(e.Id) >= difficulty)
                return e;
        }
    }
}
