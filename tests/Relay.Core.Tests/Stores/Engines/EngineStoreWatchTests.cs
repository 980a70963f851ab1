using Microsoft.Extensions.Logging.Abstractions;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A watch over an engine's disk that fails, and what is given back then.</summary>
public sealed class EngineStoreWatchTests
{
    readonly FakeTime _time = new();
    readonly Author _alice = new();

    [Fact]
    public async Task Store_that_cannot_start_closes_its_engine_and_gives_its_place_back()
    {
        var (engine, place) = (new MemoryEngine(), new Place());
        var services = new EngineStoreServices(_time, NullLogger.Instance, Watch: new FailingWatch(failing: 1), Place: place);
        await Assert.ThrowsAsync<IOException>(async () => await EngineStore.OpenAsync(engine, services));

        Assert.True(engine.IsDisposed && place.IsGivenBack);
    }

    [Fact]
    public async Task Look_that_fails_later_does_not_end_the_background_work()
    {
        var engine = new MemoryEngine();
        var watch = new FailingWatch(failing: 3);
        await using var store = await EngineStore.OpenAsync(engine, new(_time, NullLogger.Instance, Watch: watch));
        await store.AdmitAsync(_alice.Event(1, tags: ["expiration", $"{_time.Now + 2}"]), default);
        for (var i = 0; i < 5; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
        await store.HousekeepAsync();

        Assert.True(watch.Looks > 3);
        Assert.Equal(0, engine.Events);
    }

    /// <summary>Throws at one look.</summary>
    sealed class FailingWatch(int failing) : IStoreWatch
    {
        public int Looks { get; private set; }

        public void Look(StoreHealth health)
        {
            if (++Looks == failing)
                throw new IOException("no");
        }

        public bool TryMakeRoom(StoreHealth health) => false;
    }

    sealed class Place : IDisposable
    {
        public bool IsGivenBack { get; private set; }

        public void Dispose() => IsGivenBack = true;
    }
}
