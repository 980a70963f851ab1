using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Searches for the message that costs most for each byte sent, and compares the worst one found with docs/limits.md. Costs are counts:
/// bytes allocated, bytes kept, bytes answered, searches of the index.
/// </summary>
[Collection(nameof(AdversaryTests))]
[CollectionDefinition(nameof(AdversaryTests), DisableParallelization = true)]
public sealed class AdversaryTests(ITestOutputHelper output)
{
    const int Messages = 600;
    const int Stored = 2_000;

    /// <summary>For each measure: the most that a message may cost whatever its size, and the most for each of its bytes.</summary>
    static readonly (string Measure, double Fixed, double PerByte)[] Bounds =
    [
        ("bytes allocated", 2_000_000, 30),
        ("bytes kept", 4_096, 80),
        ("bytes answered", 1_024, 1),
        ("searches of the index", 2_000, 0.5),
    ];

    [Fact]
    public async Task Costliest_message_that_a_search_finds_costs_no_more_than_is_said()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ADVERSARY_SEED"), out var given) ? given : System.Random.Shared.Next();
        output.WriteLine($"ADVERSARY_SEED={seed}");
        var random = new Random(seed);
        await using var victim = await MeasuredRelay.StartAsync(Stored);
        // The first messages of each type are slower because their code is compiled.
        for (var i = 0; i < 50; i++)
            await victim.CostOfAsync(CostlyMessage.Random(random));

        for (var measure = 0; measure < Bounds.Length; measure++)
        {
            var (name, fix, perByte) = Bounds[measure];
            CostlyMessage? worst = null;
            double worstRatio = 0, worstCost = 0;
            for (var i = 0; i < Messages / Bounds.Length; i++)
            {
                var message = worst is null || random.Next(4) == 0 ? CostlyMessage.Random(random) : worst.Changed(random);
                var cost = (await victim.CostOfAsync(message))[measure];
                var ratio = cost / (fix + perByte * message.Bytes.Length);
                if (worst is not null && ratio <= worstRatio)
                    continue;
                (worst, worstRatio, worstCost) = (message, ratio, cost);
            }
            output.WriteLine($"{name}: {worstCost:N0}, {worstRatio:P0} of what is allowed, for {worst}");
            Assert.True(worstRatio <= 1,
                $"{name}: {worstCost:N0} is more than {fix:N0} and {perByte} a byte, with ADVERSARY_SEED={seed}, for {worst}");
        }
    }

    /// <summary>A relay over the embedded store that measures one of its clients.</summary>
    sealed class MeasuredRelay : IAsyncDisposable
    {
        readonly ServiceProvider _services;
        readonly IDisposable? _leftovers;
        readonly RelayEngine _engine;
        readonly MeterListener _listener = new();
        long _searches;

        MeasuredRelay()
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddSingleton(new RelayOptions());
            _leftovers = TestStores.Lmdb(services.AddRelayEngine());
            _services = services.BuildServiceProvider();
            _engine = _services.GetRequiredService<RelayEngine>();
            var meter = _services.GetRequiredService<RelayMetrics>().Meter;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && instrument.Name == "relay.store.index.lookups")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _searches, value));
            _listener.Start();
        }

        public static async Task<MeasuredRelay> StartAsync(int stored)
        {
            var relay = new MeasuredRelay();
            var authors = Enumerable.Range(0, 20).Select(static _ => new Author()).ToArray();
            var events = Enumerable.Range(0, stored).Select(i => authors[i % authors.Length].Event(
                i % 40, tags: [["t", $"t{i % 7}"], ["r", $"{i}"], ["s", ""], ["p", authors[i % 3].Hex]])).ToArray();
            await relay._services.GetRequiredService<HookPipeline>().Stores[0].BackfillAsync(events, CancellationToken.None);
            return relay;
        }

        /// <summary>The cost of one message on its own connection, until everything it asked for has ended.</summary>
        public async Task<double[]> CostOfAsync(CostlyMessage message)
        {
            var outbox = new ForgettingOutbox();
            var session = await _engine.OpenSessionAsync(new ClientContext { Id = 1 }, outbox, CancellationToken.None);
            var (keptBefore, searchesBefore) = (_engine.Budgets.Subscriptions.Used, Interlocked.Read(ref _searches));
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            await session.ConsumeAsync(message.Bytes, CancellationToken.None).AsTask().Within("the message");
            await outbox.Answered.Within($"the answer to {message}");
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
            var (kept, searches) = (_engine.Budgets.Subscriptions.Used - keptBefore, Interlocked.Read(ref _searches) - searchesBefore);
            await session.CloseAsync().AsTask().Within("the end of the session");
            return [allocated, kept, outbox.AnswerBytes, searches];
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _services.DisposeAsync();
            _leftovers?.Dispose();
        }
    }

    /// <summary>Counts the bytes of the relay's own messages. Stored events do not count, because they were asked for.</summary>
    sealed class ForgettingOutbox : IOutbox
    {
        readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Answered => _answered.Task;

        public long AnswerBytes { get; private set; }

        public bool IsFull => false;

        public void Send(ReadOnlySpan<byte> message)
        {
            AnswerBytes += message.Length;
            _answered.TrySetResult();
        }

        public void SendEvent(SubscriptionId id, EventView e)
        {
        }

        public void SendEvent(SubscriptionId id, LiveEvent e)
        {
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
