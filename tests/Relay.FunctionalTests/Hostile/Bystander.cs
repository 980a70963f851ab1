using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// A healthy client that should notice nothing of the others. It publishes, asks, and receives its events. Its notes have the tags that
/// others ask for.
/// </summary>
sealed class Bystander : IAsyncDisposable
{
    readonly Author _author = new();
    readonly RelayClient _publisher;
    readonly RelayClient _reader;
    int _notes;

    Bystander(RelayClient publisher, RelayClient reader)
    {
        _publisher = publisher;
        _reader = reader;
    }

    public static async Task<Bystander> StartAsync(Uri relay)
    {
        var client = new Bystander(await RelayClient.ConnectAsync(relay), await RelayClient.ConnectAsync(relay));
        await client._reader.ReqAsync("live", $$"""{"authors":["{{client._author.Hex}}"],"limit":0}""");
        return client;
    }

    /// <summary>Publishes an event, receives it live, and finds it stored, this many times.</summary>
    public async Task WorkAsync(int rounds = 10)
    {
        for (var i = 0; i < rounds; i++)
        {
            var note = _author.Note($"note {_notes++}", tags: [["t", "0"], ["x", "0"]]);
            await _publisher.PublishAllAsync(note);
            Assert.Equal(note.Id, (await _reader.NextAsync<EventReply>()).Event.Id);
            Assert.Equal(note.Id, Assert.Single((await _publisher.QueryAsync($$"""{"ids":["{{note.Id}}"]}""")).Events).Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _reader.DisposeAsync();
    }
}
