namespace Relay.Server.Tests;

public sealed class TimeTextTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1700000000", 1_700_000_000)]
    [InlineData("30s", 1_800_000_000 - 30)]
    [InlineData("45m", 1_800_000_000 - 45 * 60)]
    [InlineData("2h", 1_800_000_000 - 2 * 3600)]
    [InlineData("3d", 1_800_000_000 - 3 * 86400)]
    [InlineData("1w", 1_800_000_000 - 7 * 86400)]
    [InlineData("1y", 1_800_000_000 - 365 * 86400)]
    [InlineData("2025-12-31", 1_767_139_200)]
    [InlineData("2025-12-31T23:59:59Z", 1_767_225_599)]
    [InlineData("2025-12-31T23:59:59+01:00", 1_767_221_999)]
    public void Times_are_seconds_dates_or_ago(string text, long seconds)
    {
        Assert.True(TimeText.TryParse(text, Now, out var read));
        Assert.Equal(seconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("2 h")]
    [InlineData("2.5h")]
    [InlineData("2H")]
    [InlineData("99999999999h")]
    [InlineData("2hours")]
    [InlineData("soon")]
    [InlineData("12:30")]
    [InlineData("-5")]
    [InlineData("2025-13-01")]
    [InlineData("2025")]
    [InlineData("20251231")]
    [InlineData("1700000200000")]
    [InlineData("2025/12/31")]
    [InlineData("2025 december")]
    [InlineData("0001-01-01")]
    public void Nothing_else_is_a_time(string text) => Assert.False(TimeText.TryParse(text, Now, out _));
}
