namespace Relay.Nostr.Tests;

public sealed class KindTests
{
    [Theory]
    [InlineData(0, KindClass.Replaceable)]
    [InlineData(1, KindClass.Regular)]
    [InlineData(2, KindClass.Regular)]
    [InlineData(3, KindClass.Replaceable)]
    [InlineData(4, KindClass.Regular)]
    [InlineData(5, KindClass.Regular)]
    [InlineData(41, KindClass.Regular)]
    [InlineData(44, KindClass.Regular)]
    [InlineData(45, KindClass.Regular)]
    [InlineData(62, KindClass.Regular)]
    [InlineData(999, KindClass.Regular)]
    [InlineData(1000, KindClass.Regular)]
    [InlineData(9999, KindClass.Regular)]
    [InlineData(10000, KindClass.Replaceable)]
    [InlineData(19999, KindClass.Replaceable)]
    [InlineData(20000, KindClass.Ephemeral)]
    [InlineData(21059, KindClass.Ephemeral)]
    [InlineData(29999, KindClass.Ephemeral)]
    [InlineData(30000, KindClass.Addressable)]
    [InlineData(39999, KindClass.Addressable)]
    [InlineData(40000, KindClass.Regular)]
    [InlineData(65535, KindClass.Regular)]
    public void Every_kind_has_its_class_and_is_regular_where_the_specification_is_silent(int kind, KindClass expected)
    {
        Assert.Equal(expected, Kind.ClassOf((ushort)kind));
        Assert.Equal(expected is KindClass.Replaceable or KindClass.Addressable, Kind.IsReplaced((ushort)kind));
    }
}
