using Relay.Core;

namespace Relay.Server.Tests;

/// <summary>Which stores are in step, by what the files in their folders say.</summary>
public sealed class MirrorRecordTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-test-");

    [Fact]
    public void A_mirror_of_a_store_with_events_is_behind_and_one_of_an_empty_store_is_not()
    {
        Assert.Equal([false, true], MirrorRecord.Open([Place("a"), Place("b", isEmpty: true)]).IsBehind);
        Assert.Equal([false, false], MirrorRecord.Open([Place("a", isEmpty: true), Place("b", isEmpty: true)]).IsBehind);
    }

    [Fact]
    public void A_store_with_events_that_is_not_known_is_refused() => Assert.Contains(
        "has events, and is not known as a mirror of the others",
        Assert.Throws<StoreException>(() => MirrorRecord.Open([Place("a"), Place("b")])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_store_that_never_had_mirrors_is_not_judged_by_those_of_another()
    {
        await UseAsync(isEnd: true, [false, false], New("a"), New("b"));
        var refusal = Assert.Throws<StoreException>(() => MirrorRecord.Open([Place("mine"), Place("b")]));
        Assert.StartsWith("The store b ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([false, true], MirrorRecord.Open([Place("mine"), Place("b", isEmpty: true)]).IsBehind);
        // An empty one is filled by a mirror.
        Assert.Equal([true, false], MirrorRecord.Open([Place("new", isEmpty: true), Place("b")]).IsBehind);
    }

    [Fact]
    public async Task After_an_end_stores_are_in_step_in_any_order_and_after_a_kill_the_first_counts()
    {
        await UseAsync(isEnd: true, [false, false], New("a"), New("b"));
        Assert.Equal([false, false], MirrorRecord.Open([Place("b"), Place("a")]).IsBehind);
        await UseAsync(isEnd: false, [false, false], Place("a"), Place("b"));
        Assert.Equal([false, true], MirrorRecord.Open([Place("b"), Place("a")]).IsBehind);
    }

    [Fact]
    public async Task Which_store_was_behind_is_known_after_a_kill_also_if_its_own_folder_was_not_written()
    {
        await UseAsync(isEnd: true, [false, false], New("a"), New("b"));
        var before = File.ReadAllText(Note("a"));
        await UseAsync(isEnd: false, [true, false], Place("a"), Place("b"));
        File.WriteAllText(Note("a"), before);
        Assert.Equal([true, false], MirrorRecord.Open([Place("a"), Place("b")]).IsBehind);
    }

    [Fact]
    public async Task A_note_needs_the_folders_of_all_stores_in_step_and_not_that_of_one_behind()
    {
        await UseAsync(isEnd: true, [false, false], New("a"), New("b"));
        var record = MirrorRecord.Open([Place("a"), Place("b")]);
        Directory.Move(Folder("a"), Folder("away"));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => record.WriteAsync([false, true]).AsTask());
        await record.WriteAsync([true, false]);
        Directory.Move(Folder("away"), Folder("a"));
        Assert.Equal([true, false], MirrorRecord.Open([Place("a"), Place("b")]).IsBehind);
    }

    [Fact]
    public async Task A_store_in_step_may_go_on_alone_and_the_others_are_then_behind_and_one_behind_may_not()
    {
        await UseAsync(isEnd: true, [false, false], New("a"), New("b"));
        MirrorRecord.UseAlone(Folder("b"));
        Assert.Equal([true, false], MirrorRecord.Open([Place("a"), Place("b")]).IsBehind);
        await UseAsync(isEnd: true, [true, false], Place("a"), Place("b"));
        Assert.Contains(
            Folder("b"), Assert.Throws<StoreException>(() => MirrorRecord.UseAlone(Folder("a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_may_be_moved_and_a_copy_of_a_folder_is_no_mirror()
    {
        await UseAsync(isEnd: true, [false, false], New("a"), New("b"));
        Directory.Move(Folder("b"), Folder("c"));
        Assert.Equal([false, false], MirrorRecord.Open([Place("a"), Place("c")]).IsBehind);
        Directory.CreateDirectory(Folder("d"));
        File.Copy(Note("a"), Note("d"));
        Assert.Contains(
            "copies of one folder", Assert.Throws<StoreException>(() => MirrorRecord.Open([Place("a"), Place("d")])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_memory_is_always_behind_and_its_mirror_fills_it()
    {
        var memory = new MirrorPlace("memory", "memory", Folder: null, KeepsEvents: false, IsEmpty: true);
        await UseAsync(isEnd: true, [false, false], memory, New("b"));
        Assert.Equal([true, false], MirrorRecord.Open([memory, Place("b")]).IsBehind);
    }

    [Fact]
    public async Task A_store_without_a_folder_is_known_by_its_name_and_one_that_has_lost_its_events_is_behind()
    {
        var server = new MirrorPlace("on a server", "a database", Folder: null, KeepsEvents: true, IsEmpty: true);
        await UseAsync(isEnd: true, [false, false], New("a"), server);
        Assert.Equal([false, false], MirrorRecord.Open([Place("a"), server with { IsEmpty = false }]).IsBehind);
        Assert.Equal([false, true], MirrorRecord.Open([Place("a"), server]).IsBehind);
        Assert.Equal([true, false], MirrorRecord.Open([Place("a", isEmpty: true), server with { IsEmpty = false }]).IsBehind);
        Assert.Throws<StoreException>(() => MirrorRecord.Open([Place("a"), server with { Name = "another", IsEmpty = false }]));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told()
    {
        Directory.CreateDirectory(Folder("a"));
        File.WriteAllText(Note("a"), "group\n");
        Assert.Contains(
            "cannot be read", Assert.Throws<StoreException>(() => MirrorRecord.Open([Place("a"), New("b")])).Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    static async Task UseAsync(bool isEnd, bool[] isBehind, params MirrorPlace[] places)
    {
        var record = MirrorRecord.Open(places);
        await record.WriteAsync(isBehind);
        if (isEnd)
            await record.EndAsync();
    }

    string Folder(string name) => Path.Combine(_folder.FullName, name);

    string Note(string name) => Path.Combine(Folder(name), "mirror");

    MirrorPlace New(string name) => Place(name, isEmpty: true);

    MirrorPlace Place(string name, bool isEmpty = false)
    {
        Directory.CreateDirectory(Folder(name));
        return new(name, Folder(name), Folder(name), KeepsEvents: true, isEmpty);
    }
}
