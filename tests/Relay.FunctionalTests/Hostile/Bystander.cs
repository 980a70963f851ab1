using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Somebody who only wants to use the relay, and must get everything while others misuse it.</summary>
sealed class Bystander : IAsyncDisposable
{
    readonly RelayClient _client;
    readonly Author _author = new();
    int _published;

    Bystander(RelayClient client) => _client = client;

    public static async Task<Bystander> StartAsync(Uri address)
    {
        var healthy = new Bystander(await RelayClient.ConnectAsync(address));
        await healthy._client.ReqAsync("live", $"{{\"authors\":[\"{healthy._author.Hex}\"],\"limit\":0}}");
        return healthy;
    }

    /// <summary>Publishes an event, gets it live and finds it stored, so many times.</summary>
    public async Task WorkAsync(int rounds = 10)
    {
        for (var i = 0; i < rounds; i++)
        {
            var note = _author.Note($"healthy {_published++}");
            Assert.True((await _client.PublishAsync(note)).Accepted);
            Assert.Equal(note.Id, (await _client.NextAsync<EventReply>()).Event.Id);
            Assert.Single((await _client.QueryAsync($"{{\"ids\":[\"{note.Id}\"]}}")).Events);
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
