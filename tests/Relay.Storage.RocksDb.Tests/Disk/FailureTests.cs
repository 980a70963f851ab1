using Relay.Core;

namespace Relay.Storage.RocksDb.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData("IO error: While open a file for random read: 000012.sst: Too many open files", false, false)]
    [InlineData("IO error: While appending to file: 000012.log: Input/output error", true, true)]
    [InlineData("IO error: No space left on device: While appending to file: 000012.log", true, false)]
    [InlineData("Corruption: block checksum mismatch", false, true)]
    public async Task Only_failed_commits_and_damage_end_a_store(string message, bool isOfWrite, bool isFinal)
    {
        await using var test = new TemporaryStore();
        IStoreEngine engine = test.Engine;
        Assert.Equal(isFinal, engine.Judge(new RocksException(message, isOfWrite)).IsFinal);
    }
}
