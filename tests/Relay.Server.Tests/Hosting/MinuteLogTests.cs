using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Testing;

namespace Relay.Server.Tests;

public sealed class MinuteLogTests
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly TestLog _log = new(LogLevel.Information);
    readonly FakeTime _time = new();

    [Fact]
    public async Task A_minute_in_which_something_happened_is_a_line()
    {
        await using var relay = await TestRelay.StartAsync();
        using var minutes = await StartAsync(relay);
        await using var client = await relay.ConnectAsync();
        var author = new Author();
        var note = author.Note("hello");
        await client.PublishAllAsync(note);
        await client.PublishAsync(note);
        await client.PublishAsync(author.Note("from the future", at: DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 100_000));
        await client.QueryAsync("{}");
        await client.ReqAsync("a", """{"foo":1}""");

        _time.Advance(Minute);

        var line = Assert.Single(_log.Records).Message;
        Assert.StartsWith(
            "The last minute: 1 connections open, 1 opened, 0 closed, 0 turned away; events: 2 accepted (1 duplicate, 1 new), "
            + "1 refused (1 invalid); queries: 1 answered, the slowest in ",
            line, StringComparison.Ordinal);
        Assert.Contains(" ms, 1 refused (1 unsupported); 1 events sent; store: ", line, StringComparison.Ordinal);
        Assert.EndsWith(" ms, healthy", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_minute_in_which_nothing_happened_is_no_line()
    {
        await using var relay = await TestRelay.StartAsync();
        using var minutes = await StartAsync(relay);
        await using var client = await relay.ConnectAsync();
        await client.QueryAsync("{}");
        _time.Advance(Minute);
        Assert.Single(_log.Records);

        _time.Advance(10 * Minute);

        Assert.Single(_log.Records);
    }

    async Task<MinuteLog> StartAsync(TestRelay relay)
    {
        var minutes = new MinuteLog(
            relay.Engine, relay.Services.GetRequiredService<RelayMetrics>(), _time,
            LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<MinuteLog>());
        await minutes.StartAsync(TestContext.Current.CancellationToken);
        return minutes;
    }
}
