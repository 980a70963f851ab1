using System.Diagnostics;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A sample that is run from a checkout, with its own settings, leaves no files that git would add.</summary>
public sealed class SampleFilesTests : IDisposable
{
    readonly TemporaryFolder _checkout = new();
    readonly Author _owner = new();

    [Theory]
    [InlineData("EmbeddedRelay", "data")]
    [InlineData("FourRelays", "data/outbox")]
    [InlineData("ManyCommunities", "data/cats.localhost")]
    public async Task Checkout_is_clean_after_a_run(string name, string store)
    {
        var folder = await CheckOutAsync(name);
        await using var sample = RelayProcess.Start(
            Repository.SampleOf(name), folder, ["--urls", "http://127.0.0.1:0", "--Owner", _owner.Hex]);
        var address = new UriBuilder(await sample.ListeningAsync()) { Scheme = "ws" }.Uri;
        await using (var client = await RelayClient.ConnectAsync(
            address, configure: static options => options.SetRequestHeader("Host", "cats.localhost")))
            await client.PublishAllAsync(_owner.Note());
        await sample.SignalAsync("TERM");
        Assert.Equal(0, (await sample.EndAsync()).ExitCode);

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, store)));
        Assert.Equal("", await GitAsync("status", "--porcelain", "--untracked-files=all"));

        // The same question finds a file that is not ignored.
        await File.WriteAllTextAsync(Path.Combine(folder, "left.txt"), "");
        Assert.Equal($"?? samples/{name}/left.txt", (await GitAsync("status", "--porcelain", "--untracked-files=all")).Trim());
    }

    public void Dispose() => _checkout.Dispose();

    /// <summary>Makes a repository of the sample's files and the project's .gitignore, and returns the sample's folder.</summary>
    async Task<string> CheckOutAsync(string name)
    {
        var source = Path.Combine(Repository.Root, "samples", name);
        var folder = Directory.CreateDirectory(Path.Combine(_checkout.Path, "samples", name)).FullName;
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.Copy(Path.Combine(Repository.Root, ".gitignore"), Path.Combine(_checkout.Path, ".gitignore"));
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=samples");
        return folder;
    }

    async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _checkout.Path, RedirectStandardOutput = true };
        // What a developer's own settings ignore or demand must not matter.
        start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        using var git = Process.Start(start)!;
        var output = await git.StandardOutput.ReadToEndAsync().Within("git");
        await git.WaitForExitAsync().Within("git");
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
