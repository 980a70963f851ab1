using System.Text;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class CopyTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task A_copy_has_all_events_and_a_second_run_adds_what_came_since()
    {
        // More than one write of the copy.
        var notes = Enumerable.Range(0, 1_500).Select(i => _author.Note($"note {i}", at: 1_700_000_000 + i)).ToArray();
        await ImportAsync("data", notes[..1_200]);
        var first = await RunAsync("copy data Lmdb:new");
        await ImportAsync("data", notes[1_200..]);
        var second = await RunAsync("copy data new");

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.StartsWith(
            $"Read 1,200 events of Lmdb:{_folder.File("data")} into Lmdb:{_folder.File("new")}:\n       1,200 stored\n"
            + "Both agree: 1,200 events, ",
            first.Output, StringComparison.Ordinal);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains(
            "\n         300 stored\n       1,200 already stored\nBoth agree: 1,500 events, ", second.Output, StringComparison.Ordinal);
        Assert.Equal(await ExportAsync("data"), await ExportAsync("new"));
    }

    [Fact]
    public async Task Deletions_and_requests_to_vanish_have_their_effect_in_the_copy()
    {
        var (gone, other) = (_author.Note("gone"), new Author());
        var erased = other.Note("erased");
        NostrEvent[] events =
        [
            gone, _author.Deletion(gone), erased,
            other.Event(Kind.Vanish, "", erased.CreatedAt + 1, ["relay", "ALL_RELAYS"]),
        ];
        await ImportAsync("data", events);
        var copy = await RunAsync("copy data Lmdb:new");
        var again = await RunAsync("import --Relay:Store:Path=new", gone, erased);

        Assert.Equal(0, copy.ExitCode);
        Assert.Contains("\n           1 stored\n           1 requests to vanish, whose keys", copy.Output, StringComparison.Ordinal);
        Assert.Contains("2 deleted", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_may_run_on_the_first_store_and_not_on_the_second()
    {
        await ImportAsync("data", _author.Note("kept"));
        await using var relay = RelayProcess.Start(_folder.Path, ["run", "--urls", "http://127.0.0.1:0"]);
        await relay.ListeningAsync();

        Assert.Contains("Both agree: 1 events", (await RunAsync("copy data Lmdb:new")).Output, StringComparison.Ordinal);
        (await RunAsync("copy new data")).AssertFailedWith($"The store in {_folder.File("data")} is in use by process {relay.Id}.");
    }

    [Fact]
    public async Task A_store_that_had_other_events_differs_at_the_end()
    {
        await ImportAsync("data", _author.Note("one"));
        await ImportAsync("new", _author.Note("two"));
        var copy = await RunAsync("copy data new");

        Assert.Equal(1, copy.ExitCode);
        Assert.Contains("has 2 events, and the copy should have made it 1", Assert.Single(copy.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, (await ExportAsync("new")).Count);
    }

    [Fact]
    public async Task Mistakes_are_told_before_anything_is_made()
    {
        await ImportAsync("data", _author.Note("one"));
        (await RunAsync("copy data new")).AssertFailedWith(
            "new names no store: there is none in that folder, so write its type before it, as in Lmdb:new; the types are Lmdb",
            exitCode: 2);
        (await RunAsync("copy data ./data")).AssertFailedWith("both are the same store", exitCode: 2);
        (await RunAsync("copy Memory:x data")).AssertFailedWith("a store of the type Memory keeps nothing in a folder", exitCode: 2);
        (await RunAsync("copy Lmdb:none Lmdb:new")).AssertFailedWith($"There is no store in {_folder.File("none")}.");
        Assert.Equal([_folder.File("data")], Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    Task<ProcessResult> RunAsync(string command, params NostrEvent[] events)
    {
        var lines = string.Concat(events.Select(static e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));
        return RelayProcess.RunAsync(_folder.Path, command, Encoding.UTF8.GetBytes(lines));
    }

    async Task ImportAsync(string store, params NostrEvent[] events) =>
        Assert.Equal(0, (await RunAsync($"import --Relay:Store:Path={store}", events)).ExitCode);

    async Task<HashSet<string>> ExportAsync(string store) =>
        [.. (await RunAsync($"export --Relay:Store:Path={store}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
