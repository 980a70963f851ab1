using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The files that people have: the program reads each of them.</summary>
public sealed class ImportShapeTests : IDisposable
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly TemporaryFolder _folder = new();
    readonly NostrEvent[] _notes;

    public ImportShapeTests()
    {
        var author = new Author();
        _notes = [author.Note("one"), author.Note("two {["), author.Note("three\n}]")];
    }

    [Theory]
    [InlineData("lines", "{0}\n{1}\n{2}\n")]
    [InlineData("messages to a relay", "[\"EVENT\",{0}]\n[\"EVENT\",{1}]\n[\"EVENT\",{2}]\n")]
    [InlineData("messages of a relay", "[\"EVENT\",\"s\",{0}]\n[\"EVENT\",\"s\",{1}]\n[\"EVENT\",\"s\",{2}]\n[\"EOSE\",\"s\"]\n")]
    [InlineData("an array on one line", "[{0},{1},{2}]")]
    [InlineData("an array on many lines", "[\n{0},\n{1},\n{2}\n]\n")]
    [InlineData("objects without anything between", "{0}{1}{2}")]
    public async Task Events_are_read_from(string name, string shape)
    {
        foreach (var (compression, isIndented) in new[] { ("", false), ("", true), ("gz", true), ("zst", false), ("zst", true) })
        {
            var text = string.Format(null, shape, [.. _notes.Select(e => isIndented ? Indent(e) : Encoding.UTF8.GetString(e.ToJson()))]);
            await File.WriteAllBytesAsync(_folder.File("events"), Compress(compression, Encoding.UTF8.GetBytes(text)));
            var store = $"--Relay:Store:Path={compression}{isIndented}";

            var import = await RelayProcess.RunAsync(_folder.Path, $"import {store} events");
            var export = await RelayProcess.RunAsync(_folder.Path, $"export {store}");

            Assert.True(import.ExitCode == 0, $"{name}: {import.Errors}");
            Assert.Contains("3 stored\n", import.Output, StringComparison.Ordinal);
            Assert.Equal(string.Concat(_notes.Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n")), export.Output);
        }
    }

    [Fact]
    public async Task With_a_relay_running_zstd_and_arrays_are_read_too()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"]);
        await relay.ListeningAsync();
        var array = $"[{string.Join(",\n", _notes.Select(Indent))}]";

        var import = await RelayProcess.RunAsync(_folder.Path, "import", Compress("zst", Encoding.UTF8.GetBytes(array)));

        Assert.Equal((0, ""), (import.ExitCode, import.Errors));
        Assert.Contains($", into the running relay, whose store is in {_folder.File("data")}:\n", import.Output, StringComparison.Ordinal);
        Assert.Contains("3 stored\n", import.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zstd_that_is_cut_off_or_damaged_is_said_to_be()
    {
        var whole = Compress("zst", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Indent(_notes[0]), 100))));
        byte[] damaged = [.. whole[..4], .. Enumerable.Repeat((byte)0xFF, 40)];
        byte[] wide = [.. whole[..4], 0, 0x98, 1, 0, 0];
        (byte[] File, string Reason)[] inputs =
        [
            (whole[..^9], "Premature end of stream"), (damaged, "the zstd data is damaged: "),
            (wide, "zstd needs more than 128 MiB of memory for it; decompress it first with: zstd -dc --long=31"),
        ];

        foreach (var (file, reason) in inputs)
        {
            var import = await RelayProcess.RunAsync(_folder.Path, "import", file);

            Assert.Equal(1, import.ExitCode);
            Assert.StartsWith(
                $"relay: the import stopped early: the input cannot be read further: {reason}", import.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task UTF_16_is_named()
    {
        var import = await RelayProcess.RunAsync(_folder.Path, "import", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Indent(_notes[0]))]);

        import.AssertFailedWith("relay: the import stopped early: the input is UTF-16; convert it to UTF-8 first, for example with: iconv");
    }

    /// <summary>The program may use 160 MB. The file has more, or millions of bad events, whose messages would take more.</summary>
    [Theory]
    [InlineData("[{\"content\":\"", "x", 200)]
    [InlineData("", "{\"tags\":[[", 200)]
    [InlineData("[", "{},", 20)]
    [InlineData("", "x", 200)]
    [InlineData("", " ", 200)]
    public async Task An_endless_value_array_or_line_takes_little_memory(string start, string repeated, int mebibytes)
    {
        await using (var file = new GZipStream(File.Create(_folder.File("events.gz")), CompressionLevel.Fastest))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(start));
            var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, (1 << 20) / repeated.Length)));
            for (var i = 0; i < mebibytes; i++)
                await file.WriteAsync(piece);
            await file.WriteAsync((byte[])[(byte)'\n', .. _notes[0].ToJson()]);
        }

        var import = await RelayProcess.RunAsync(
            _folder.Path, "import events.gz", environment: ("DOTNET_GCHeapHardLimit", "0xA000000"));

        Assert.Contains("1 stored\n", import.Output, StringComparison.Ordinal);
        Assert.Equal(0, import.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    static string Indent(NostrEvent e)
    {
        using var json = JsonDocument.Parse(e.ToJson());
        return JsonSerializer.Serialize(json, Indented);
    }

    static byte[] Compress(string format, byte[] bytes)
    {
        if (format.Length == 0)
            return bytes;
        var compressed = new MemoryStream();
        using (Stream stream = format == "gz"
            ? new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
            : new ZstdSharp.CompressionStream(compressed))
        {
            stream.Write(bytes);
        }
        return compressed.ToArray();
    }
}
