using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The sample program under <c>samples/</c>: a relay of one's own in ten lines, with a veto and a source of events.</summary>
public sealed class EmbeddedRelayTests
{
    [Fact]
    public async Task The_sample_stores_vetoes_and_answers_with_events_of_its_own()
    {
        using var folder = new TemporaryFolder();
        await using var sample = RelayProcess.Start(
            Repository.Sample, folder.Path, ["--urls", "http://127.0.0.1:0"], ("Relay__Store__Path", Path.Combine(folder.Path, "data")));
        var address = new UriBuilder(await sample.ListeningAsync()) { Scheme = "ws" }.Uri;
        var author = new Author();
        await using var client = await RelayClient.ConnectAsync(address);

        var note = author.Note("kept");
        Assert.True((await client.PublishAsync(note)).Accepted);
        Assert.Equal(note.Id, Assert.Single((await client.QueryAsync($$"""{"authors":["{{author.Hex}}"]}""")).Events).Id);

        var message = await client.PublishAsync(author.Event(Kind.EncryptedDirectMessage, "secret"));
        Assert.False(message.Accepted);
        Assert.Equal("blocked: no kind 4 here", message.Message);

        var report = Assert.Single((await client.QueryAsync("""{"kinds":[23050],"#t":["london"]}""")).Events);
        Assert.StartsWith("The sky over london is: ", report.Content);
        Assert.NotEqual(author.PublicKey, report.PublicKey);
    }
}
