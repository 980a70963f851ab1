using System.CommandLine;
using System.IO.Compression;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary><c>relay export</c>: writes the store's events to a file. Works while a relay runs on the store.</summary>
static class ExportCommand
{
    public static Command Create()
    {
        var file = Files.Argument("The file to write, one JSON event per line; - is standard output.");
        var gzip = new Option<bool>("--gzip") { Description = "Compress the output. A file name that ends in .gz does the same." };
        var filter = new ExportArguments();
        var command = new Command("export", "Writes the stored events to a file.") { file, gzip };
        filter.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var path = arguments.GetRequiredValue(file);
            using var store = StoreReader.Open(ProgramConfiguration.Load(arguments).Store.Path);
            try
            {
                var isGzip = arguments.GetValue(gzip) || Files.IsGzip(path);
                var count = await WriteAsync(store, filter.Read(arguments), path, isGzip, cancel);
                await Console.Error.WriteLineAsync($"{count} events exported");
            }
            catch (IOException exception) when (StandardOutput.IsClosed(exception))
            {
                // As with head, which has what it wants.
                await Console.Error.WriteLineAsync("The export ended early: the program that read it has closed its input");
            }
        });
        return command;
    }

    static async Task<long> WriteAsync(StoreReader store, Filter filter, string path, bool isGzip, CancellationToken cancel)
    {
        await using var output = Files.OpenWrite(path);
        await using var compressed = isGzip ? new GZipStream(output, CompressionLevel.Optimal) : output;
        var read = 0L;
        return await ProgressDisplay.RunAsync(
            "exporting", new ProgressScale(store.CountEvents(), _ => read),
            progress => EventExporter.ExportAsync(
                store, filter, compressed,
                soFar =>
                {
                    read = soFar.Read;
                    progress(soFar.Written);
                },
                cancel));
    }
}
