using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Server.Tests;

/// <summary>Signs of life to systemd, by a clock that the test moves. The timeout is 60 s, so a sign is due every 30 s.</summary>
public sealed class WatchdogTests : IAsyncDisposable, ISystemdNotifier
{
    static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    readonly FakeTime _time = new();
    readonly TestLog _log = new();
    readonly Watchdog _watchdog;
    volatile Task _writer = Task.CompletedTask;
    volatile StoreCondition _health = StoreCondition.Healthy;
    volatile bool _waitsForDisk;
    volatile int _looks;
    volatile int _signs;

    public WatchdogTests() => _watchdog = new Watchdog(
        new ServiceNotices(this, NullLogger<ServiceNotices>.Instance), 2 * Half, () => [new("The writer", _writer, () => _waitsForDisk)],
        Health, () => "", _time, _log.CreateLogger("watchdog"));

    bool ISystemdNotifier.IsEnabled => true;

    public ValueTask DisposeAsync() => _watchdog.DisposeAsync();

    void ISystemdNotifier.Notify(ServiceState state)
    {
        Assert.Equal("WATCHDOG=1", state.ToString());
        Interlocked.Increment(ref _signs);
    }

    [Fact]
    public async Task A_sign_is_sent_at_each_half_of_the_timeout()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(i, _signs);
            await SignAsync();
        }
    }

    [Fact]
    public async Task A_part_that_does_not_answer_ends_the_signs_and_is_named_until_it_answers()
    {
        await SignAsync();
        var writer = new TaskCompletionSource();
        _writer = writer.Task;

        await Eventually.HoldsAsync(() => Advance() && _log.Records.Count > 0, "the line about the writer");

        Assert.Equal(
            "The writer has not answered for 15 s. If it does not answer in as many seconds more, systemd restarts the relay",
            Assert.Single(_log.Records).Message);
        Assert.Equal(1, _signs);
        writer.SetResult();
        await Eventually.HoldsAsync(() => _signs > 1, "the next sign");
    }

    [Fact]
    public async Task A_part_that_waits_for_the_disk_does_not_end_the_signs()
    {
        (_writer, _waitsForDisk) = (new TaskCompletionSource().Task, true);

        await Eventually.HoldsAsync(() => Advance() && _signs > 2, "signs of life");

        Assert.Empty(_log.Records);
    }

    [Fact]
    public async Task A_part_that_fails_goes_on()
    {
        _writer = Task.FromException(new InvalidOperationException("refused"));

        await SignAsync();
    }

    [Theory]
    [InlineData(StoreState.NoEarlyAnswers, true)]
    [InlineData(StoreState.RemovalsOnly, true)]
    [InlineData(StoreState.Broken, false)]
    public async Task Only_a_broken_store_ends_the_signs(StoreState state, bool isAlive)
    {
        _health = new StoreCondition(state, "the disk is full");
        _time.Advance(Half);
        await Eventually.HoldsAsync(() => _looks > 0, "the look at the store");
        // Waits for what follows the look.
        await _watchdog.DisposeAsync();

        Assert.Equal(isAlive ? 1 : 0, _signs);
    }

    async Task SignAsync()
    {
        var before = _signs;
        _time.Advance(Half);
        await Eventually.HoldsAsync(() => _signs > before, "a sign of life");
        Assert.Equal(before + 1, _signs);
    }

    bool Advance()
    {
        _time.Advance(Half);
        return true;
    }

    StoreCondition Health()
    {
        Interlocked.Increment(ref _looks);
        return _health;
    }
}
