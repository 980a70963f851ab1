using System.IO.Pipelines;
using static Relay.Core.Tests.ControlSetup;
using static Relay.Core.Tests.ImportSetup;

namespace Relay.Core.Tests;

public sealed class ImportOverConnectionTests
{
    readonly RecordingStore _store = new();

    [Fact]
    public async Task The_relay_imports_what_the_command_sends_and_reports_back()
    {
        var events = Enumerable.Range(0, 30).Select(i => Event(new string('x', 100_000), createdAt: i)).ToArray();
        var lines = events.Select(Line).Append("nonsense");

        var sent = await RunAsync(File(lines), new ImportOptions());

        Assert.Equal((31, 30, 1), (sent.Lines, sent.Stored, sent.Bad));
        Assert.Equal(31, Assert.Single(sent.Problems).Line);
        Assert.Null(sent.Failure);
        Assert.Equal(events.Select(e => e.Id), _store.Events.Select(e => e.Id));
    }

    [Fact]
    public async Task Options_and_compressed_bytes_travel_too()
    {
        var file = new MemoryStream(Gzip(File(Forged(Event("good")), Line(Event("mine", tags: ["-"]))).ToArray()));

        var sent = await RunAsync(file, new ImportOptions { Trusted = true, SkipProtected = true });

        Assert.Equal((1, 1), (sent.Stored, sent.Protected));
    }

    [Fact]
    public async Task A_store_in_trouble_is_reported_although_the_input_goes_on()
    {
        var failing = Event("failing");
        _store.Answer(failing, StoreResult.Failed("error: the disk is full"));
        var endless = new Pipe();
        await endless.Writer.WriteAsync(File(failing).ToArray());

        var sent = await RunAsync(endless.Reader.AsStream(), new ImportOptions());

        Assert.Equal("error: the disk is full", sent.Failure);
    }

    [Fact]
    public async Task An_input_that_fails_ends_the_import_with_what_came()
    {
        var sent = await RunAsync(new FailingStream(File(Event("first")).ToArray()), new ImportOptions());

        Assert.Equal("the input cannot be read further: the disk is gone", sent.Failure);
        Assert.Equal(1, sent.Stored);
    }

    [Fact]
    public async Task A_command_that_is_given_up_reports_all_that_is_stored()
    {
        using var cancel = new CancellationTokenSource();
        var input = new Pipe();
        await input.Writer.WriteAsync(File(Event("first"), Event("second")).ToArray());
        var (near, far) = DuplexStream.Create();
        var serving = Service().ServeAsync(far, default);
        var sending = ImportClient.SendAsync(Command(near), input.Reader.AsStream(), new ImportOptions(), null, cancel.Token);
        await _store.FirstStored.WaitAsync(TimeSpan.FromSeconds(30));

        await cancel.CancelAsync();

        var report = await sending.WaitAsync(TimeSpan.FromSeconds(30));
        await serving.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("interrupted", 2), (report.Failure, report.Stored));
    }

    [Fact]
    public async Task A_command_that_dies_leaves_what_it_sent()
    {
        var (near, far) = DuplexStream.Create();
        var serving = Service().ServeAsync(far, default);
        var request = new ControlRequest(
            ControlMessages.Version, "relay 1.0", ControlCommands.Import.Name, ControlCommands.Import.Write(new ImportOptions()));
        await ControlMessages.WriteAsync(near, request, ControlJson.Wire.ControlRequest, default);
        byte[] frame = [.. new byte[ControlFrame.HeaderSize], .. File(Event("first")).ToArray()];
        await ControlFrame.WriteAsync(near, ControlFrameType.Data, frame, default);
        await _store.FirstStored.WaitAsync(TimeSpan.FromSeconds(30));

        near.Dispose();
        // It cannot answer, but what came is stored.
        await Record.ExceptionAsync(() => serving.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Single(_store.Events);
    }

    [Fact]
    public async Task A_relay_that_dies_is_told_from_one_that_is_done()
    {
        var (near, far) = DuplexStream.Create();
        var sending = ImportClient.SendAsync(Command(near), new Pipe().Reader.AsStream(), new ImportOptions(), null, default);
        far.Dispose();

        Assert.Equal("the relay ended before it answered", (await sending).Failure);
    }

    async Task<ImportReport> RunAsync(Stream input, ImportOptions options)
    {
        var (near, far) = DuplexStream.Create();
        var serving = Service().ServeAsync(far, default);
        var report = await ImportClient.SendAsync(Command(near), input, options, null, default).WaitAsync(TimeSpan.FromSeconds(30));
        await serving.WaitAsync(TimeSpan.FromSeconds(30));
        return report;
    }

    ControlService Service() => ControlSetup.Service(_store);

    /// <summary>Gives its bytes and then fails.</summary>
    sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("the disk is gone");
    }
}
