namespace Relay.Bench;

/// <summary>The middle of several numbers.</summary>
static class Median
{
    /// <summary>The middle one, or the mean of the middle two; null without any.</summary>
    public static double? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return null;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>As above, of those that are there.</summary>
    public static double? Of(IEnumerable<double?> values) => Of(values.OfType<double>());
}
