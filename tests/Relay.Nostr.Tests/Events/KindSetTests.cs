namespace Relay.Nostr.Tests;

public sealed class KindSetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "")]
    [InlineData("0", "0")]
    [InlineData("65535", "65535")]
    [InlineData("0-65535", "0-65535")]
    [InlineData("0,3,10000-19999", "0,3,10000-19999")]
    [InlineData(" 7 , 1 - 3 ", "1-3,7")]
    [InlineData("2,1", "1,2")]
    [InlineData("3,1,2", "1-3")]
    [InlineData("5-5", "5")]
    [InlineData("1-63,64,65-128", "1-128")]
    [InlineData("007", "7")]
    public void Text_is_read_and_written_in_its_shortest_form(string text, string shortest)
    {
        Assert.True(KindSet.TryParse(text, out var kinds, out var reason), reason);
        Assert.Equal(shortest, kinds.ToString());
        Assert.Equal(kinds, KindSet.Parse(shortest));
        Assert.Equal(kinds.GetHashCode(), KindSet.Parse(shortest).GetHashCode());
    }

    [Theory]
    [InlineData("3-1", "has the range 3-1, which ends before it begins")]
    [InlineData("65536", "has 65536, which is above the highest kind, 65535")]
    [InlineData("1-99999999999999999999", "has 99999999999999999999, which is above the highest kind, 65535")]
    [InlineData("1,x", "has \"x\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("1,", "has \"\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData(",", "has \"\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("-1", "has \"-1\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("1-", "has \"1-\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("1-2-3", "has \"1-2-3\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("1 2", "has \"1 2\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("+1", "has \"+1\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("٣", "has \"٣\" where a kind or a range such as 10000-19999 is expected")]
    [InlineData("3,3", "names kind 3 twice")]
    [InlineData("1-5,5-9", "names kind 5 twice")]
    public void Mistakes_are_named(string text, string reason)
    {
        Assert.False(KindSet.TryParse(text, out var kinds, out var actual));
        Assert.Null(kinds);
        Assert.Equal(reason, actual);
        Assert.Throws<FormatException>(() => KindSet.Parse(text));
    }

    [Fact]
    public void Range_contains_both_its_ends_and_nothing_beside_them()
    {
        var kinds = KindSet.Parse("63-128");

        Assert.Equal([false, true, true, false], new ushort[] { 62, 63, 128, 129 }.Select(kinds.Contains));
        Assert.Equal(66, kinds.Count);
    }

    [Fact]
    public void Sets_are_combined_kind_by_kind()
    {
        var (a, b) = (KindSet.Parse("1-5"), KindSet.Of(4, 5, 6));

        Assert.Equal("4,5", a.And(b).ToString());
        Assert.Equal("1-6", a.Or(b).ToString());
        Assert.Equal("1-3", a.Except(b).ToString());
        Assert.Equal("0,6-65535", a.Complement().ToString());
        Assert.True(a.Overlaps(b));
        Assert.False(a.Except(b).Overlaps(b));
        Assert.True(KindSet.Empty.IsEmpty);
        Assert.Equal("0-65535", KindSet.All.ToString());
    }
}
