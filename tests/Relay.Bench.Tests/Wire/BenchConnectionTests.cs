using System.Text;
using Relay.Testing;

namespace Relay.Bench.Tests;

public sealed class BenchConnectionTests
{
    static readonly ConnectionOptions Options = new() { Timeout = TimeSpan.FromSeconds(20), ReceiveBuffer = 512 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_relay_answers_what_was_asked(bool offersDeflate)
    {
        await using var relay = await TestRelay.StartAsync();
        using var connection = BenchConnection.Open(relay.Address, Options with { OfferDeflate = offersDeflate });
        Assert.Equal(offersDeflate, connection.Extension is not null);
        connection.Write("""["REQ","first",{}]"""u8);
        connection.Write("""["REQ","second",{}]"""u8);
        connection.Flush();
        Assert.Equal("""["EOSE","first"]""", Next(connection));
        Assert.Equal("""["EOSE","second"]""", Next(connection));
        Assert.True(connection.BytesReceived > 0);
    }

    [Fact]
    public async Task Another_answer_than_an_upgrade_is_told()
    {
        await using var relay = await TestRelay.StartAsync();
        var error = Assert.Throws<IOException>(() => BenchConnection.Open(new Uri(relay.Address, "/health/live"), Options));
        Assert.Contains("HTTP/1.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_closes_tells_why()
    {
        await using var relay = await TestRelay.StartAsync();
        using var connection = BenchConnection.Open(relay.Address, Options);
        await relay.StopAsync();
        Assert.Contains("closed the connection", Assert.Throws<IOException>(() => Next(connection)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_is_silent_is_given_up()
    {
        await using var relay = await TestRelay.StartAsync();
        using var connection = BenchConnection.Open(relay.Address, Options);
        connection.Socket.ReceiveTimeout = 50;
        Assert.Contains("no answer", Assert.Throws<IOException>(() => Next(connection)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_there_is_told()
    {
        var error = Assert.Throws<IOException>(() => BenchConnection.Open(new Uri("ws://127.0.0.1:1/"), Options));
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
    }

    static string Next(BenchConnection connection)
    {
        while (true)
        {
            if (connection.TryRead(out var message))
                return Encoding.UTF8.GetString(message);
            connection.Receive();
        }
    }
}
