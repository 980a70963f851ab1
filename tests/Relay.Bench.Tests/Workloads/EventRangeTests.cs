namespace Relay.Bench.Tests;

public sealed class EventRangeTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 4)]
    [InlineData(10, 1)]
    [InlineData(10, 3)]
    [InlineData(11, 4)]
    public void Shares_and_parts_cover_each_event_once(int count, int of)
    {
        var range = new EventRange(5, 2, count);
        var expected = Enumerable.Range(0, count).Select(i => range[i]).ToList();
        Assert.Equal(expected, Enumerable.Range(0, of).SelectMany(i => Indices(range.Share(i, of))).Order());
        Assert.Equal(expected, Enumerable.Range(0, of).SelectMany(i => Indices(range.Part(i, of))));
    }

    [Fact]
    public void An_index_is_found_if_it_is_in_the_range()
    {
        var range = new EventRange(5, 3, 4); // 5, 8, 11, 14
        for (var index = -10; index < 30; index++)
        {
            var expected = Indices(range).IndexOf(index);
            Assert.Equal(expected >= 0, range.TryGetOrdinal(index, out var ordinal));
            if (expected >= 0)
                Assert.Equal(expected, ordinal);
        }
    }

    static List<int> Indices(EventRange range) => [.. Enumerable.Range(0, range.Count).Select(i => range[i])];
}
