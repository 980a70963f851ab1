using LightningDB;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// An answer comes after its commit, and a commit after its sync. The file shows the first: when the answer is there, so is the meta page
/// of a newer transaction. For the second, liblmdb is opened with its default, which syncs the pages and then writes the meta page through
/// a descriptor that waits for the disk.
/// </summary>
public sealed class SyncTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task The_commit_is_in_the_file_before_each_answer()
    {
        await using var test = TemporaryStore.Open();
        var before = LogFile.LastTransaction(test.Path);
        for (var i = 0; i < 50; i++)
        {
            var e = Unsigned.Note(Author, test.Time.Now, $"{i}");
            Assert.Equal(StoreStatus.Stored, (await test.Store.StoreEventAsync(e, default)).Status);
            var after = LogFile.LastTransaction(test.Path);
            Assert.Equal(before + 1, after);
            before = after;
        }
        await test.BackfillAsync(Unsigned.Note(Author, test.Time.Now, "history"));
        Assert.Equal(before + 1, LogFile.LastTransaction(test.Path));
    }

    [Fact]
    public async Task What_changes_nothing_commits_nothing()
    {
        await using var test = TemporaryStore.Open();
        var e = Unsigned.Note(Author, test.Time.Now);
        await test.AdmitAsync(e);
        var before = LogFile.LastTransaction(test.Path);
        await test.AdmitAsync(e, e);
        await test.Store.BackfillAsync([e], default);

        Assert.Equal(before, LogFile.LastTransaction(test.Path));
    }

    [Fact]
    public async Task Events_that_arrive_together_share_a_commit()
    {
        await using var test = TemporaryStore.Open();
        var before = LogFile.LastTransaction(test.Path);
        // The writer waits at the first event, and the rest gathers behind it.
        using var gate = new WriterGate(test, _ => true);
        var first = test.AdmitAsync(Unsigned.Note(Author, test.Time.Now, "first"));
        gate.WaitUntilReached();
        var rest = test.AdmitAsync([.. Enumerable.Range(0, 500).Select(i => Unsigned.Note(Author, test.Time.Now, $"{i}"))]);
        gate.Open();
        await first;
        await rest;

        Assert.Equal(before + 2, LogFile.LastTransaction(test.Path));
    }

    [Fact]
    public async Task Where_answers_may_precede_commits_waiting_for_the_commit_is_waiting_for_the_file()
    {
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval);
        var before = LogFile.LastTransaction(test.Path);
        for (var i = 0; i < 20; i++)
        {
            var result = await test.Store.StoreEventAsync(Unsigned.Note(Author, test.Time.Now, $"{i}"), default);
            await test.Store.WaitForCommitAsync(result.Sequence).AsTask().Within("the commit");
            var after = LogFile.LastTransaction(test.Path);
            Assert.True(after > before);
            before = after;
        }
    }

    [Fact]
    public async Task Meta_pages_are_written_through_a_synchronous_descriptor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at /proc");
        await using var test = TemporaryStore.Open();
        Assert.Equal(EnvironmentOpenFlags.NoThreadLocalStorage, new LmdbEnvironmentOptions().Flags);
        Assert.True(IsOpenSynchronously(LogFile.PathOf(test.Path)));
    }

    static bool IsOpenSynchronously(string path)
    {
        const int synchronousData = 0x1000;
        foreach (var link in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (new FileInfo(link).LinkTarget != path)
                continue;
            var about = File.ReadLines($"/proc/self/fdinfo/{Path.GetFileName(link)}");
            var flags = about.Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
            if ((Convert.ToInt32(flags[6..].Trim(), 8) & synchronousData) != 0)
                return true;
        }
        return false;
    }
}
