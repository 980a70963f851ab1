using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Somebody who uses the relay as everybody does while others attack it: publishes, asks, and hears what it waits for.</summary>
sealed class LiveNeighbour : IAsyncDisposable
{
    readonly Author _author = new();
    readonly RelayClient _reader;
    readonly RelayClient _writer;
    int _count;

    LiveNeighbour(RelayClient reader, RelayClient writer) => (_reader, _writer) = (reader, writer);

    public static async Task<LiveNeighbour> ConnectAsync(TestRelay relay)
    {
        var neighbour = new LiveNeighbour(await relay.ConnectAsync(), await relay.ConnectAsync());
        await neighbour._reader.ReqAsync("live", $$"""{"authors":["{{neighbour._author.Hex}}"],"kinds":[1],"limit":0}""");
        return neighbour;
    }

    /// <summary>Publishes notes; each is taken, found and heard.</summary>
    public async Task UseAsync(int times)
    {
        for (; times > 0; times--)
        {
            var e = _author.Note($"{++_count}", tags: [["t", "0"], ["x", "0"]]);
            Assert.True((await _writer.PublishAsync(e)).Accepted);
            Assert.Equal(e.Id, (await _reader.NextAsync<EventReply>()).Event.Id);
            Assert.Equal(e.Id, Assert.Single((await _writer.QueryAsync($$"""{"ids":["{{e.Id}}"]}""")).Events).Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
    }
}
