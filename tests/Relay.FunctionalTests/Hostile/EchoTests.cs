using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// An id of half a megabyte, deflated to half a kilobyte. Answers with the whole id would wait for a client that does not read.
/// </summary>
public sealed class EchoTests
{
    const int Messages = 31;

    static readonly string LongId = new('x', 500_000);

    [Theory]
    [InlineData("[\"REQ\",\"{0}\",{}]")]
    [InlineData("[\"COUNT\",\"{0}\",{}]")]
    [InlineData("[\"NEG-OPEN\",\"{0}\",{},\"\"]")]
    [InlineData("[\"EVENT\",{\"id\":\"{0}\"}]")]
    [InlineData("[\"AUTH\",{\"id\":\"{0}\"}]")]
    [InlineData("[\"{0}\"]")]
    [InlineData("[\"REQ\",\"a\",{\"{0}\":1}]")]
    [InlineData("[\"CLOSE\",\"{0}\"]")]
    public async Task Answers_to_giant_names_are_short(string message)
    {
        await using var relay = await TestRelay.StartAsync();
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var hostile = await RelayClient.ConnectAsync(relay.Address, deflate: true);
        await bystander.WorkAsync();
        var before = await MetricsReader.ReadAsync(relay, "relay_sent_bytes_total");
        for (var i = 0; i < Messages; i++)
            await hostile.SendAsync(message.Replace("{0}", LongId, StringComparison.Ordinal));

        // Answers come in order, so all earlier ones have come too.
        await hostile.ReqAsync("end", "{\"limit\":0}");

        Assert.InRange(await MetricsReader.ReadAsync(relay, "relay_sent_bytes_total") - before, 0, Messages * 512);
        await bystander.WorkAsync();
    }
}
