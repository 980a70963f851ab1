using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Files.Tests;

/// <summary>The lock alone decides who owns a store. The file with the owner's name is for messages.</summary>
public sealed class StoreLockTests
{
    [Fact]
    public void A_full_disk_does_not_keep_an_owner_from_the_store_of_one_that_was_killed()
    {
        using var disk = new SmallDisk(64);
        File.WriteAllText(Path.Combine(disk.Path, "relay.lock"), "");
        File.WriteAllText(Path.Combine(disk.Path, "relay.owner"), "4194305\n\n");
        disk.Fill();
        AssertOwnedWithoutName(disk.Path);
    }

    [Fact]
    public void An_owner_whose_name_cannot_be_written_owns_the_store_all_the_same()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "relay.owner.new"));
        AssertOwnedWithoutName(folder.Path);
    }

    static void AssertOwnedWithoutName(string path)
    {
        var lines = new LogLines();
        using (StoreLock.Acquire(path, lines))
        {
            var told = $"Warning: The file relay.owner in {path} cannot be written";
            Assert.StartsWith(told, Assert.Single(lines.All), StringComparison.Ordinal);
            Assert.True(StoreLock.IsTaken(path));
            var error = Assert.Throws<StoreException>(() => StoreLock.Acquire(path, NullLogger.Instance));
            Assert.Equal($"The store in {path} is in use by another process.", error.Message);
        }
        Assert.False(StoreLock.IsTaken(path));
    }

    [Theory]
    [InlineData("4194305\n\n")] // No process has a number so high.
    [InlineData("1\n1\n")] // One that lives, and began later.
    [InlineData("")]
    [InlineData("x")]
    public void Only_a_process_that_lives_is_named(string left)
    {
        using var folder = new TemporaryFolder();
        using var owner = StoreLock.Acquire(folder.Path, NullLogger.Instance);
        File.WriteAllText(Path.Combine(folder.Path, "relay.owner"), left);
        var error = Assert.Throws<StoreException>(() => StoreLock.Acquire(folder.Path, NullLogger.Instance));
        Assert.Equal($"The store in {folder.Path} is in use by another process.", error.Message);
    }

    [Fact]
    public async Task Looking_at_the_lock_keeps_nobody_from_taking_it()
    {
        using var folder = new TemporaryFolder();
        StoreLock.Acquire(folder.Path, NullLogger.Instance).Dispose();
        using var isOver = new CancellationTokenSource();
        var looks = 0L;
        var looking = Task.Factory.StartNew(
            () =>
            {
                for (; !isOver.IsCancellationRequested; Interlocked.Increment(ref looks))
                    StoreLock.IsTaken(folder.Path);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            for (var taken = 0; taken < 2000 || Interlocked.Read(ref looks) < 2000; taken++)
            {
                using var owner = StoreLock.Acquire(folder.Path, NullLogger.Instance);
                Assert.True(StoreLock.IsTaken(folder.Path));
            }
        }
        finally
        {
            await isOver.CancelAsync();
            await looking.Within("the last look");
        }
    }

    [Fact]
    public void Without_locks_of_an_open_file_the_file_is_opened_for_one_alone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "relay.lock");
        using (var owner = FileLock.TryTakeUnshared(path))
        {
            Assert.NotNull(owner);
            Assert.True(FileLock.IsTaken(path));
            Assert.Null(FileLock.TryTake(path));
            Assert.Null(FileLock.TryTakeUnshared(path));
        }
        using (FileLock.TryTake(path))
            Assert.Null(FileLock.TryTakeUnshared(path));
        Assert.False(FileLock.IsTaken(path));
    }

    [Fact]
    public void A_disk_that_is_full_before_there_is_a_lock_file_is_told_as_that()
    {
        using var disk = new SmallDisk(64);
        disk.Fill();
        var path = Path.Combine(disk.Path, "store");
        // The file system may or may not have room for an empty folder or file. In either case the message does not say that another
        // process owns the store.
        var problem = Record.Exception(() => StoreLock.Acquire(path, NullLogger.Instance).Dispose());
        Assert.True(problem is null || problem.Message.Contains("cannot be written", StringComparison.Ordinal), problem?.Message);
    }

    [Fact]
    public async Task Dotnet_s_switch_against_locks_lets_no_second_owner_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere nothing is locked then, and no store opens");
        using var folder = new TemporaryFolder();
        using var owner = await OwnerProcess.StartWithoutDotnetLocksAsync("hold", folder.Path);
        var error = Assert.Throws<StoreException>(() => StoreLock.Acquire(folder.Path, NullLogger.Instance));
        Assert.Equal($"The store in {folder.Path} is in use by process {owner.Id}.", error.Message);
        await owner.EndAsync();
    }

    [Fact]
    public async Task Where_nothing_is_locked_no_store_opens()
    {
        using var folder = new TemporaryFolder();
        using var other = await OwnerProcess.StartWithoutDotnetLocksAsync("lock-unshared", folder.Path);
        Assert.Equal(
            "its file system gives no locks, or DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set",
            await other.Output.ReadLineAsync().Within("the refusal"));
        await other.EndAsync();
    }
}
