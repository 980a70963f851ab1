using System.CommandLine;
using System.IO.Compression;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary><c>relay export</c>: writes the store's events to a file. Works while a relay runs on the store.</summary>
static class ExportCommand
{
    public static Command Create()
    {
        var file = Files.Argument("The file to write, one JSON event per line; - is standard output.");
        var gzip = new Option<bool>("--gzip") { Description = "Compress the output. A file name that ends in .gz does the same." };
        var filter = new FilterArguments();
        var command = new Command("export", "Writes the stored events to a file.") { file, gzip };
        filter.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var path = arguments.GetRequiredValue(file);
            using var store = StoreReader.Open(ProgramConfiguration.Load(arguments).Store.Path);
            await using var output = Files.OpenWrite(path);
            await using var compressed = arguments.GetValue(gzip) || Files.IsGzip(path)
                ? new GZipStream(output, CompressionLevel.Optimal)
                : output;
            var count = await ProgressDisplay.RunAsync(
                "exporting",
                input: null,
                progress => EventExporter.ExportAsync(store, filter.Read(arguments), compressed, progress, cancel));
            await Console.Error.WriteLineAsync($"{count} events exported");
        });
        return command;
    }
}
