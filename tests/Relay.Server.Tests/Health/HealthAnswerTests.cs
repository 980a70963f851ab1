namespace Relay.Server.Tests;

public sealed class HealthAnswerTests
{
    [Theory]
    [InlineData(200, """{"status":"ok"}""", true)]
    [InlineData(200, """{"status":"degraded","reason":"the disk is full"}""", false)]
    [InlineData(503, """{"status":"ok"}""", false)]
    [InlineData(503, """{"status":"broken","reason":"…"}""", false)]
    [InlineData(200, """{"status":1}""", false)]
    [InlineData(200, """["ok"]""", false)]
    [InlineData(200, "ok", false)]
    [InlineData(200, "", false)]
    public void Only_a_relay_that_says_that_it_is_well_is_healthy(int statusCode, string body, bool isHealthy) =>
        Assert.Equal(isHealthy, HealthAnswer.Of("http://127.0.0.1:7447/", statusCode, body).IsHealthy);

    [Fact]
    public void A_page_of_another_program_is_shown_in_a_line()
    {
        var line = HealthAnswer.Of("http://127.0.0.1:7447/", 200, "<html>\n<body>" + new string('x', 1000)).Line;

        Assert.StartsWith("http://127.0.0.1:7447/ answers 200: <html> <body>xxx", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 200, 300);
    }
}
