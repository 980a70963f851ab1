namespace Relay.Nostr.Tests;

public sealed class ProofOfWorkTests
{
    // The ids of NIP-13: its example event, and those whose bits its text counts.
    [Theory]
    [InlineData("000000000e9d97a1ab09fc381030b346cdd7a142ad57e6df0b46dc9bef6c7e2d", 36)]
    [InlineData("002f000000000000000000000000000000000000000000000000000000000000", 10)]
    [InlineData("000006d8c378af1779d2feebc7603a125d99eca0ccf1085959b307f64e5dd358", 21)]
    [InlineData("8000000000000000000000000000000000000000000000000000000000000000", 0)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", 255)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 256)]
    public void Difficulty_is_the_number_of_leading_zero_bits(string id, int difficulty)
    {
        Assert.Equal(difficulty, ProofOfWork.DifficultyOf(Bytes32.Parse(id)));
    }

    [Theory]
    [InlineData("20", 20)]
    [InlineData("0", 0)]
    [InlineData("-1", null)]
    [InlineData("20x", null)]
    [InlineData("", null)]
    [InlineData("99999999999", null)]
    public void Target_is_the_third_item_of_the_nonce_tag(string item, int? target)
    {
        Assert.Equal(target, TargetOf(["client", "x", "7"], ["nonce", "776797", item]));
    }

    [Fact]
    public void Event_without_a_target_has_none()
    {
        Assert.Null(TargetOf());
        Assert.Null(TargetOf(["nonce", "776797"]));
        Assert.Null(TargetOf(["nonce", "776797", "000006d8c378af1779d2feebc7603a125d99eca0ccf1085959b307f64e5dd358"]));
    }

    static int? TargetOf(params string[][] tags)
    {
        using var key = SecretKey.Generate();
        var e = new EventDraft { Kind = 1, CreatedAt = 1, Content = "", Tags = tags }.Sign(key);
        return ProofOfWork.TryGetTarget(e.Tags, out var target) ? target : null;
    }
}
