using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Which library for signatures the program loads.</summary>
public sealed class SignatureLibraryTests : IDisposable
{
    const string Variable = "RELAY_SIGNATURE_LIBRARY";
    const string ManagedAssembly = "/NBitcoin.Secp256k1.dll";
    const string Warning = "Signatures are verified by managed code";

    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_bundled_library_is_loaded_and_the_managed_one_is_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the files of a process are read from /proc");
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        await PublishAsync(relay);

        var files = await File.ReadAllTextAsync($"/proc/{relay.Id}/maps");
        await relay.SignalAsync("TERM");

        Assert.Contains(Path.Combine(Path.GetDirectoryName(Repository.Program)!, "libsecp256k1.so"), files, StringComparison.Ordinal);
        Assert.DoesNotContain(ManagedAssembly, files, StringComparison.Ordinal);
        Assert.DoesNotContain(Warning, (await relay.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_managed_library_works_and_is_warned_of()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort, (Variable, "managed"));
        await relay.LineAsync(Warning);
        await PublishAsync(relay);

        if (OperatingSystem.IsLinux())
        {
            var files = await File.ReadAllTextAsync($"/proc/{relay.Id}/maps");
            Assert.Contains(ManagedAssembly, files, StringComparison.Ordinal);
            Assert.DoesNotContain("/libsecp256k1.so", files, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_library_is_refused_with_one_line()
    {
        var end = await RelayProcess.RunAsync(_folder.Path, "run --urls http://127.0.0.1:0", null, (Variable, "openssl"));

        end.AssertFailedWith($"relay: {Variable} is \"openssl\", which is not bundled, system or managed.");
    }

    public void Dispose() => _folder.Dispose();

    static async Task PublishAsync(RelayProcess relay)
    {
        var author = new Author();
        var address = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        await using var client = await RelayClient.ConnectAsync(address);
        Assert.True((await client.PublishAsync(author.Note("hello"))).Accepted);
    }
}
