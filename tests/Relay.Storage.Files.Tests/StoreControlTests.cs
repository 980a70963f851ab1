using System.Text;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Files.Tests;

public sealed class StoreControlTests
{
    [Fact]
    public async Task Nobody_owns_a_store_that_nobody_opened_or_that_was_closed()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(await StoreControl.ConnectAsync(Path.Combine(folder.Path, "none"), default));
        await new OpenFolder(folder.Path).DisposeAsync();
        Assert.Null(await StoreControl.ConnectAsync(folder.Path, default));
    }

    [Fact]
    public async Task A_living_owner_is_reached()
    {
        using var folder = new TemporaryFolder();
        using var owner = await OwnerProcess.StartAsync("serve", folder.Path);
        await AssertEchoAsync(folder.Path);
        await AssertEchoAsync(folder.Path);
        await owner.EndAsync();
        Assert.Null(await StoreControl.ConnectAsync(folder.Path, default));
    }

    [Fact]
    public async Task A_living_owner_that_serves_nobody_is_named()
    {
        using var folder = new TemporaryFolder();
        using var owner = await OwnerProcess.StartAsync("hold", folder.Path);
        var error = await Assert.ThrowsAsync<StoreException>(() => StoreControl.ConnectAsync(folder.Path, default));
        Assert.StartsWith(
            $"The store in {folder.Path} is in use by process {owner.Id}, which takes no commands: another command, or a relay",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("hold")]
    public async Task A_killed_owner_is_nobody(string task)
    {
        using var folder = new TemporaryFolder();
        using var owner = await OwnerProcess.StartAsync(task, folder.Path);
        await owner.KillAsync();
        Assert.Null(await StoreControl.ConnectAsync(folder.Path, default));

        using var next = await OwnerProcess.StartAsync("serve", folder.Path);
        await AssertEchoAsync(folder.Path);
    }

    [Fact]
    public async Task A_store_deep_in_the_file_system_is_reached_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, new string('d', 200), "store");
        var owner = new OpenFolder(path);
        owner.Echo();
        await AssertEchoAsync(path);
        // In a folder that no private or cleaned temporary folder hides.
        var socket = Path.Combine(path, "control.sock");
        Assert.True(File.Exists(socket));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));

        await owner.DisposeAsync();
        Assert.False(File.Exists(socket));
        Assert.Null(await StoreControl.ConnectAsync(path, default));
    }

    [Fact]
    public async Task Two_stores_deep_in_the_file_system_each_keep_their_own_socket()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [Path.Combine(folder.Path, new string('a', 200)), Path.Combine(folder.Path, new string('b', 200))];
        var first = new OpenFolder(paths[0]);
        first.Echo();
        await using var second = new OpenFolder(paths[1]);
        second.Echo();
        await first.DisposeAsync();
        await AssertEchoAsync(paths[1]);
    }

    [Fact]
    public async Task A_socket_that_cannot_be_made_is_a_warning_and_commands_name_the_owner()
    {
        using var folder = new TemporaryFolder();
        var lines = new LogLines();
        await using var owner = new OpenFolder(folder.Path, lines);
        // Something that cannot be deleted is in its place.
        Directory.CreateDirectory(Path.Combine(folder.Path, "control.sock"));
        owner.Echo();
        var told = $"Warning: The control socket in {folder.Path} cannot be made";
        Assert.StartsWith(told, Assert.Single(lines.All), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<StoreException>(() => StoreControl.ConnectAsync(folder.Path, default));
        Assert.StartsWith(
            $"The store in {folder.Path} is in use by process {Environment.ProcessId}, which takes no commands: ",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_whose_name_could_not_be_written_is_reached()
    {
        using var folder = new TemporaryFolder();
        await using var owner = new OpenFolder(folder.Path);
        owner.Echo();
        File.Delete(Path.Combine(folder.Path, "relay.owner"));
        await AssertEchoAsync(folder.Path);
    }

    [Fact]
    public async Task A_connection_that_fails_in_any_way_does_not_keep_the_store_from_closing()
    {
        using var folder = new TemporaryFolder();
        var owner = new OpenFolder(folder.Path);
        owner.Serve(static (_, _) => throw new NotSupportedException("a mistake in a command"));
        await using (var stream = await StoreControl.ConnectAsync(folder.Path, default))
            Assert.Equal(0, await stream!.ReadAsync(new byte[1]).AsTask().Within("the end of the connection"));
        await owner.DisposeAsync();

        await new OpenFolder(folder.Path).DisposeAsync();
    }

    [Fact]
    public async Task Closing_the_store_ends_its_connections()
    {
        using var folder = new TemporaryFolder();
        var owner = new OpenFolder(folder.Path);
        owner.Echo();
        await using var stream = await StoreControl.ConnectAsync(folder.Path, default);
        // An answer shows that the connection was accepted.
        await stream!.WriteAsync(new byte[1]);
        Assert.Equal(1, await stream.ReadAsync(new byte[1]).AsTask().Within("an echo"));
        await owner.DisposeAsync().AsTask().Within("the end of the store");
        Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().Within("the end of the connection"));
    }

    static async Task AssertEchoAsync(string path)
    {
        await using var stream = await StoreControl.ConnectAsync(path, default);
        Assert.NotNull(stream);
        await stream.WriteAsync("hello"u8.ToArray());
        var answer = new byte[5];
        await stream.ReadExactlyAsync(answer).AsTask().Within("an echo");
        Assert.Equal("hello", Encoding.UTF8.GetString(answer));
    }
}
