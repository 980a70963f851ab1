namespace Relay.FunctionalTests;

/// <summary>The file of the Unix socket on which the program listens.</summary>
public sealed class UnixSocketTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_unix_socket_of_a_relay_that_was_killed_is_used_again()
    {
        string[] arguments = ["--urls", $"http://unix:{_folder.File("relay.sock")}"];
        await using (var killed = RelayProcess.Start(_folder.Path, arguments))
        {
            await killed.ListeningAsync();
            await killed.SignalAsync("KILL");
            await killed.EndAsync();
        }
        Assert.True(File.Exists(_folder.File("relay.sock")));

        await using var relay = RelayProcess.Start(_folder.Path, arguments);
        await relay.ListeningAsync();
        await relay.SignalAsync("TERM");
        Assert.Equal(0, (await relay.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_unix_socket_on_which_a_relay_listens_stays_its()
    {
        using var second = new TemporaryFolder();
        var url = $"http://unix:{_folder.File("relay.sock")}";
        await using var first = RelayProcess.Start(_folder.Path, ["--urls", url]);
        await first.ListeningAsync();

        var end = await RelayProcess.RunAsync(second.Path, $"--urls {url}");

        end.AssertFailedWith("address already in use. Another program listens there");
        Assert.Equal(0, (await RelayProcess.RunAsync(_folder.Path, $"health --urls {url}")).ExitCode);
    }

    [Fact]
    public async Task A_file_is_not_taken_for_an_abandoned_unix_socket()
    {
        var file = _folder.Write("relay.sock", "somebody's notes");

        var end = await RelayProcess.RunAsync(_folder.Path, $"--urls http://unix:{file}");

        end.AssertFailedWith("address already in use");
        Assert.Equal("somebody's notes", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Each_user_who_reaches_the_folder_may_connect_to_the_unix_socket()
    {
        var socket = _folder.File("relay.sock");
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", $"http://unix:{socket}"]);
        await relay.ListeningAsync();

        const UnixFileMode User = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        const UnixFileMode Other = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        // Windows has no such modes.
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(socket) == (User | Group | Other));
    }
}
