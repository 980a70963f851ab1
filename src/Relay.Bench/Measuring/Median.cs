namespace Relay.Bench;

/// <summary>Computes medians.</summary>
static class Median
{
    /// <summary>The middle value, or the mean of the middle two; null if there are none.</summary>
    public static double? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return null;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median of the values that are not null.</summary>
    public static double? Of(IEnumerable<double?> values) => Of(values.OfType<double>());
}
