using System.Runtime.InteropServices;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program with each of LMDB's formats.</summary>
public sealed class LmdbFormatTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task The_format_stands_in_the_information_and_the_other_one_stops_the_relay()
    {
        await ImportAsync("");
        var (format, other) = OperatingSystem.IsLinux() ? ("0.9", "1.0") : ("1.0", "0.9");

        var information = await RelayProcess.RunAsync(_folder.Path, "info");
        var relay = await RelayProcess.RunAsync(_folder.Path, $"run --urls http://127.0.0.1:0 --Relay:Store:Lmdb:Format={other}");

        Assert.Contains($"LMDB format                 {format}\n", information.Output, StringComparison.Ordinal);
        relay.AssertFailedWith(
            $"has the format of LMDB {format}, and Relay:Store:Lmdb:Format is {other}: set it to {format}, or convert the store with");
    }

    [Fact]
    public async Task A_format_that_there_is_not_is_refused_with_one_line()
    {
        var relay = await RelayProcess.RunAsync(_folder.Path, "run --urls http://127.0.0.1:0 --Relay:Store:Lmdb:Format=1.1");
        relay.AssertFailedWith("Relay:Store:Lmdb:Format must be 0.9 or 1.0");
    }

    /// <summary>On Linux with an old glibc the program's own library of LMDB 1.0 does not load.</summary>
    [Fact]
    public async Task The_format_1_0_works_where_its_library_loads_and_is_refused_with_one_line_elsewhere()
    {
        var library = Path.Combine(Path.GetDirectoryName(Repository.Program)!, "liblmdb.so");
        Assert.SkipUnless(File.Exists(library), "the library has another name on this system");
        var loads = NativeLibrary.TryLoad(library, out _);

        var import = await ImportAsync(" --Relay:Store:Lmdb:Format=1.0");

        if (loads)
            Assert.Contains("LMDB format                 1.0\n", (await InformAsync()).Output, StringComparison.Ordinal);
        else
            import.AssertFailedWith("LMDB 1.0, which comes with the program, does not load. On Linux it needs glibc 2.38 or newer");
    }

    [Fact]
    public async Task Export_and_import_take_a_store_to_the_other_format()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere LMDB 0.9 need not be there");
        var library = Environment.GetEnvironmentVariable("RELAY_TEST_LMDB_1_0");
        Assert.SkipUnless(library is { Length: > 0 }, "needs the library of LMDB 1.0 that test.sh compiles");
        var program = CopyOfProgram(library);
        await ImportAsync("");
        await RelayProcess.RunAsync(_folder.Path, "export events.jsonl.gz");

        const string other = "--Relay:Store:Path=new --Relay:Store:Lmdb:Format=1.0";
        var import = await RunAsync(program, $"import --trusted {other} events.jsonl.gz");
        var copy = await RunAsync(program, "copy --Relay:Store:Lmdb:Format=1.0 data Lmdb:copied");
        var copied = await RunAsync(program, "info --Relay:Store:Path=copied");
        // Commands that read need no setting: the files say the format.
        var information = await RunAsync(program, "info --check --Relay:Store:Path=new");
        var export = await RunAsync(program, "export --Relay:Store:Path=new");
        var old = await RunAsync(program, "info");

        Assert.Contains("1 stored", import.Output, StringComparison.Ordinal);
        Assert.Contains("LMDB format                 1.0\n", information.Output, StringComparison.Ordinal);
        Assert.Contains("Both agree: 1 events", copy.Output, StringComparison.Ordinal);
        Assert.Contains("LMDB format                 1.0\n", copied.Output, StringComparison.Ordinal);
        Assert.Contains("agree", information.Output, StringComparison.Ordinal);
        Assert.Contains("hello", export.Output, StringComparison.Ordinal);
        Assert.Contains("LMDB format                 0.9\n", old.Output, StringComparison.Ordinal);
        (await RunAsync(program, "run --urls http://127.0.0.1:0 --Relay:Store:Path=new")).AssertFailedWith(
            "has the format of LMDB 1.0, and Relay:Store:Lmdb:Format is 0.9, the default: set it to 1.0");
    }

    public void Dispose() => _folder.Dispose();

    Task<ProcessResult> ImportAsync(string more) =>
        RelayProcess.RunAsync(_folder.Path, $"import{more} -", [.. _author.Note("hello").ToJson(), (byte)'\n']);

    Task<ProcessResult> InformAsync() => RelayProcess.RunAsync(_folder.Path, "info");

    async Task<ProcessResult> RunAsync(string program, string arguments)
    {
        await using var process = RelayProcess.Start(program, _folder.Path, arguments.Split(' '));
        return await process.EndAsync();
    }

    /// <summary>The program with another library of LMDB 1.0 in the place of its own.</summary>
    string CopyOfProgram(string library)
    {
        var source = Path.GetDirectoryName(Repository.Program)!;
        var copy = Directory.CreateDirectory(_folder.File("program")).FullName;
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        File.Copy(library, Path.Combine(copy, "liblmdb.so"), overwrite: true);
        return Path.Combine(copy, Path.GetFileName(Repository.Program));
    }
}
