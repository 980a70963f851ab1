using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>A mirror, one of whose stores falls behind and is repaired again and again, reads like one store.</summary>
public sealed class MirrorDifferentialTests
{
    const int Steps = 150;

    public static TheoryData<string> WrongOracles => WrongOracle.Names;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_random_history_reads_as_in_one_store(int seed) =>
        (await Run(seed, new QueryOracle()).RunAsync(Steps)).AssertIsWide(seed);

    [Theory]
    [MemberData(nameof(WrongOracles))]
    public async Task A_wrong_oracle_is_noticed(string wrong) =>
        await Assert.ThrowsAsync<DifferenceException>(() => Run(seed: 1, WrongOracle.Named(wrong)).RunAsync(Steps));

    static DifferentialRun Run(int seed, QueryOracle oracle) => new(seed, "mirror", static time => new FailingMirror(time), oracle);

    /// <summary>The second store fails from time to time.</summary>
    sealed class FailingMirror : IDifferentialStore
    {
        readonly InMemoryStore _first;
        readonly FaultyStore _second;
        readonly MirrorStore _mirror;
        int _repairs;

        public FailingMirror(FakeTime time)
        {
            _first = new InMemoryStore(time);
            _second = new FaultyStore(new InMemoryStore(time));
            _mirror = TestMirror.OpenAsync(time, _first, _second).GetAwaiter().GetResult();
            Store = new NumberedByFirst(_mirror, _first);
        }

        public ISequencedStore Store { get; }

        public string? Complaint => null;

        public async Task RearrangeAsync(RandomHistory history)
        {
            if (history.Chance(0.1))
                _second.Failure = _second.Failure is null ? new IOException("out of order") : null;
            if (_second.Failure is not null || _mirror.Condition.State == StoreState.Healthy)
                return;
            Assert.Empty(await _mirror.RepairAsync(default));
            _repairs++;
            await TestMirror.AssertSameAsync(_first, _second);
        }

        public async Task CheckAsync()
        {
            Assert.True(_repairs > 1, "nothing was repaired");
            _second.Failure = null;
            Assert.Empty(await _mirror.RepairAsync(default));
            await TestMirror.AssertSameAsync(_first, _second);
        }

        public ValueTask DisposeAsync() => _mirror.DisposeAsync();
    }
}
