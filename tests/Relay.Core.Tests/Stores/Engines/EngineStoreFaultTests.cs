using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>A store over an engine after failures, with a clock that is set, and with queries during large commits.</summary>
public sealed class EngineStoreFaultTests : IAsyncLifetime
{
    readonly FakeTime _time = new();
    readonly MemoryEngine _engine = new();
    readonly Author _alice = new();
    EngineStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await EngineStore.OpenAsync(_engine, new(_time, NullLogger.Instance));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    async Task<StoreResult> AdmitAsync(NostrEvent e) => await _store.AdmitAsync(e, default);

    [Fact]
    public async Task Removal_of_expired_events_that_failed_is_tried_again_later()
    {
        await AdmitAsync(_alice.Note("short", tags: ["expiration", $"{_time.Now + 5}"]));
        using var failed = new ManualResetEventSlim();
        using var removed = new ManualResetEventSlim();
        _engine.Committing = _ =>
        {
            failed.Set();
            throw new IOException("no");
        };
        await AdvanceUntilAsync(failed);
        _engine.Committing = _ => removed.Set();
        await AdvanceUntilAsync(removed);
        await _store.HousekeepAsync();

        Assert.Equal(0, _engine.Events);
    }

    [Fact]
    public async Task Expired_event_whose_removal_meets_a_clock_that_was_set_back_is_removed_later()
    {
        await AdmitAsync(_alice.Note("short", tags: ["expiration", $"{_time.Now + 5}"]));
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        _time.Set(TimeSpan.FromSeconds(10));
        _engine.Committing = _ =>
        {
            entered.Set();
            released.Wait();
        };
        var busy = AdmitAsync(_alice.Note("busy"));
        entered.Wait();
        // Reads what has expired, and its removal waits for the writer.
        var housekeeping = _store.HousekeepAsync();
        _time.Set(TimeSpan.FromSeconds(-10));
        released.Set();
        await busy;
        await housekeeping;
        Assert.Equal(2, _engine.Events);

        _time.Set(TimeSpan.FromSeconds(10));
        await _store.HousekeepAsync();
        Assert.Equal(1, _engine.Events);
    }

    /// <summary>Lets seconds pass until this has happened.</summary>
    async Task AdvanceUntilAsync(ManualResetEventSlim happened)
    {
        for (var i = 0; i < 200 && !happened.IsSet; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            // The background work runs on a thread of the pool.
            await Task.Run(() => happened.Wait(5));
        }
        Assert.True(happened.IsSet);
    }
}
