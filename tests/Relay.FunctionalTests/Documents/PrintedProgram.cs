using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A program that a document prints, compiled and started in a folder of its own.</summary>
sealed class PrintedProgram : IAsyncDisposable
{
    const string Sample = "EmbeddedRelay";

    readonly TemporaryFolder _folder = new();
    readonly RelayProcess _process;

    PrintedProgram(PrintedBlock block, string[] arguments)
    {
        // A sample's output has all that such a program needs; the printed program takes the sample's place.
        var output = Path.GetDirectoryName(Repository.Sample)!;
        foreach (var file in Directory.GetFiles(output, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Path, "bin", Path.GetRelativePath(output, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var program = Path.Combine(_folder.Path, "bin", Sample);
        using (var assembly = File.Create(program + ".dll"))
        {
            var result = PrintedCode.Compile(block.Code, Sample).Emit(assembly);
            Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        }
        Directory.CreateDirectory(Folder);
        _process = RelayProcess.Start(program, Folder, ["--urls", "http://127.0.0.1:0", .. arguments]);
    }

    /// <summary>The working directory of the program.</summary>
    public string Folder => Path.Combine(_folder.Path, "work");

    /// <summary>The relay's HTTP address.</summary>
    public Uri HttpAddress { get; private set; } = null!;

    public Uri Address => new UriBuilder(HttpAddress) { Scheme = "ws" }.Uri;

    public static async Task<PrintedProgram> StartAsync(PrintedBlock block, params string[] arguments)
    {
        var program = new PrintedProgram(block, arguments);
        program.HttpAddress = await program._process.ListeningAsync();
        return program;
    }

    public Task<RelayClient> ConnectAsync() => RelayClient.ConnectAsync(Address);

    /// <summary>Ends the program as an operator would, so that its stores are closed.</summary>
    public async Task EndAsync()
    {
        await _process.SignalAsync("TERM");
        Assert.Equal(0, (await _process.EndAsync()).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
