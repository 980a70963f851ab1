using System.Buffers;
using System.CommandLine;
using System.IO.Compression;
using System.Text;
using Relay.Core;
using Relay.Nostr;

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
            var configuration = ProgramConfiguration.Load(arguments);
            using var reader = configuration.Store.OpenReader();
            // Where only the owner can read a store, the relay writes the events or, if none runs, this process opens the store.
            await using var access = reader is null ? await StoreAccess.OpenAsync(configuration, mayCreate: false, cancel) : null;
            try
            {
                await using var output = Files.OpenWrite(path);
                await using var destination = arguments.GetValue(gzip) || Files.IsGzip(path)
                    ? new GZipStream(output, CompressionLevel.Optimal)
                    : output;
                var count = reader is not null
                    ? await WriteAsync(reader, filter.Read(arguments), destination, cancel)
                    : await WriteAsync(access!, filter.Read(arguments), destination, cancel);
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

    static async Task<long> WriteAsync(IStoreReader store, Filter filter, Stream destination, CancellationToken cancel)
    {
        var read = 0L;
        return await ProgressDisplay.RunAsync(
            "exporting", new ProgressScale(store.CountEvents(), _ => read),
            progress => EventExporter.ExportAsync(
                store, filter, destination,
                soFar =>
                {
                    read = soFar.Read;
                    progress(soFar.Written);
                },
                cancel));
    }

    static async Task<long> WriteAsync(StoreAccess store, Filter filter, Stream destination, CancellationToken cancel)
    {
        var json = new ArrayBufferWriter<byte>();
        FilterJson.Write(filter, json);
        var selection = new EventSelection { Filters = [Encoding.UTF8.GetString(json.WrittenSpan)] };
        var soFar = new ExportReport(Written: 0, Read: 0, Stored: 0);
        var report = await ProgressDisplay.RunAsync(
            "exporting", new ProgressScale(Total: 1, _ => (double)soFar.Read / Math.Max(1, soFar.Stored)),
            progress => store.Client.AskAsync(
                ControlCommands.Export, selection, destination: destination,
                progress: now =>
                {
                    soFar = now;
                    progress(now.Written);
                },
                cancel: cancel));
        await destination.FlushAsync(cancel);
        return report.Written;
    }
}
