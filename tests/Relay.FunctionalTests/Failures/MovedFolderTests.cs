using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// The program when its store's folder is moved away: it logs that once, refuses new events, and ends properly when told to.
/// </summary>
public sealed class MovedFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_program_goes_on_reading_and_ends_well_without_a_stack_trace(bool isRemoved)
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"]);
        var address = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        await using var client = await RelayClient.ConnectAsync(address);
        var note = _author.Note("kept");
        await client.PublishAllAsync(note);

        if (isRemoved)
            Directory.Delete(_folder.File("data"), recursive: true);
        else
            Directory.Move(_folder.File("data"), _folder.File("moved"));
        await relay.LineAsync("Only removals are accepted: the store's folder was moved or removed");
        Assert.Equal(
            "error: the relay's store was moved or removed; only deletions are taken",
            (await client.PublishAsync(_author.Note("new"))).Message);
        Assert.Equal([note.Id], (await client.QueryAsync("{}")).Ids);

        await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();
        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        Assert.DoesNotContain("   at ", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Only removals", end.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
