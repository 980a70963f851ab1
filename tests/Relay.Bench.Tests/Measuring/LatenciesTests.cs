namespace Relay.Bench.Tests;

public sealed class LatenciesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(50, 50)]
    [InlineData(50.1, 51)]
    [InlineData(99, 99)]
    [InlineData(99.5, 100)]
    [InlineData(100, 100)]
    public void A_percentile_is_the_smallest_value_that_covers_it(double percent, double milliseconds)
    {
        var latencies = new Latencies();
        foreach (var value in Enumerable.Range(1, 100).Reverse())
            latencies.Add(TimeSpan.FromMilliseconds(value));
        Assert.Equal(milliseconds, latencies.Percentile(percent)!.Value, tolerance: 0.001);
    }

    [Fact]
    public void Of_one_value_all_percentiles_are_that_value()
    {
        var latencies = new Latencies();
        latencies.Add(TimeSpan.FromMilliseconds(3));
        Assert.Equal(3, latencies.Percentile(0)!.Value, tolerance: 0.001);
        Assert.Equal(3, latencies.Percentile(99)!.Value, tolerance: 0.001);
    }

    [Fact]
    public void Nothing_has_no_percentile() => Assert.Null(new Latencies().Percentile(50));

    [Fact]
    public void Merged_latencies_count_together()
    {
        var some = new Latencies();
        some.Add(TimeSpan.FromMilliseconds(1));
        var others = new Latencies();
        others.Add(TimeSpan.FromMilliseconds(9));
        some.Merge(others);
        Assert.Equal(2, some.Count);
        Assert.Equal(9, some.Percentile(99)!.Value, tolerance: 0.001);
    }

    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 2, 3 }, 2.5)]
    [InlineData(new double[] { 7 }, 7)]
    public void A_median_is_the_middle(double[] values, double median) => Assert.Equal(median, Median.Of(values));

    [Fact]
    public void A_median_leaves_out_what_is_absent()
    {
        Assert.Equal(2, Median.Of([null, 2.0, null]));
        Assert.Null(Median.Of(new double?[] { null }));
    }

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(0.914, "0.91")]
    [InlineData(56.04, "56.0")]
    [InlineData(493.4, "493")]
    [InlineData(10_842, "10,800")]
    [InlineData(279_499, "279,000")]
    public void Numbers_are_shown_with_three_digits(double value, string text) => Assert.Equal(text, NumberText.Of(value));
}
