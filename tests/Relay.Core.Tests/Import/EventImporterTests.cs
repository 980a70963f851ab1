using System.IO.Pipelines;
using System.Text;
using static Relay.Core.Tests.ImportSetup;

namespace Relay.Core.Tests;

public sealed class EventImporterTests
{
    readonly RecordingStore _store = new();

    [Fact]
    public async Task Events_are_stored_in_the_order_of_their_lines()
    {
        // Large enough for several blocks, which are parsed side by side.
        var events = Enumerable.Range(0, 50).Select(i => Event(new string('x', 100_000), createdAt: 1_700_000_000 - i)).ToArray();

        var report = await ImportAsync(_store, File(events));

        Assert.Equal(events.Select(e => e.Id), _store.Events.Select(e => e.Id));
        Assert.Equal((50, 50, 0), (report.Lines, report.Stored, report.Bad));
        Assert.InRange(_store.Batches, 2, 50);
        Assert.Null(report.Failure);
    }

    [Fact]
    public async Task Bad_lines_are_counted_with_number_and_reason_and_passed_over()
    {
        var good = Event("good");
        var otherId = Line(Event("other")).Replace("other", "changed", StringComparison.Ordinal);

        var report = await ImportAsync(_store, File("nonsense", Line(good), Forged(Event("forged")), "{}", otherId, "[1]"));

        Assert.Equal(good.Id, Assert.Single(_store.Events).Id);
        Assert.Equal((6, 1, 5), (report.Lines, report.Stored, report.Bad));
        Assert.Equal([1, 3, 4, 5, 6], report.Problems.Select(p => p.Line));
        Assert.Equal("invalid: signature is invalid", report.Problems[1].Reason);
        Assert.Equal("invalid: event id does not match", report.Problems[3].Reason);
        Assert.All(report.Problems, p => Assert.StartsWith("invalid: ", p.Reason, StringComparison.Ordinal));
        Assert.Null(report.Failure);
    }

    [Fact]
    public async Task The_first_problems_are_named_and_all_are_counted()
    {
        var report = await ImportAsync(_store, File(Enumerable.Repeat("x", 100)), new ImportOptions { ProblemsShown = 7 });

        Assert.Equal(100, report.Bad);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], report.Problems.Select(p => p.Line));
    }

    [Fact]
    public async Task Trusted_input_is_not_verified()
    {
        var report = await ImportAsync(_store, File(Forged(Event("forged"))), new ImportOptions { Trusted = true });

        Assert.Equal(1, report.Stored);
    }

    [Fact]
    public async Task A_stored_event_is_a_duplicate_before_its_signature_is_looked_at()
    {
        var e = Event("known");

        var report = await ImportAsync(_store, File(Line(e), "", Line(Event("other"))));
        var again = await ImportAsync(_store, File(Forged(e)));

        Assert.Equal(2, report.Stored);
        Assert.Equal((1, 0), (again.Duplicates, again.Bad));
    }

    [Fact]
    public async Task Only_line_feeds_end_lines_and_blank_ones_count_only_as_numbers()
    {
        var lines = "\uFEFF" + Line(Event("a\u2028b\u0085c")) + "\r\n\n  \r\n" + Line(Event("second")) + "\r\nbad";

        var report = await ImportAsync(_store, new MemoryStream(Encoding.UTF8.GetBytes(lines)));

        Assert.Equal((3, 2, 1), (report.Lines, report.Stored, report.Bad));
        Assert.Equal(5, Assert.Single(report.Problems).Line);
    }

    [Fact]
    public async Task Gzip_is_recognised_also_in_several_members()
    {
        var file = Gzip(File(Event("first")).ToArray()).Concat(Gzip(File(Event("second")).ToArray())).ToArray();

        Assert.Equal(2, (await ImportAsync(_store, new MemoryStream(file))).Stored);
    }

    [Fact]
    public async Task A_truncated_gzip_file_ends_the_import_with_a_failure()
    {
        var file = Gzip(File(Enumerable.Range(0, 100).Select(i => Event($"note {i}")).ToArray()).ToArray());

        var report = await ImportAsync(_store, new MemoryStream(file[..(file.Length / 2)]));

        Assert.StartsWith("the input cannot be read further: ", report.Failure, StringComparison.Ordinal);
        Assert.Equal(_store.Events.Count, report.Stored);
        Assert.InRange(report.Stored, 20, 80);
    }

    [Fact]
    public async Task Nothing_at_all_imports_as_nothing()
    {
        var report = await ImportAsync(_store, new MemoryStream());

        Assert.Equal(0, report.Lines);
        Assert.Null(report.Failure);
    }

    [Fact]
    public async Task What_the_store_answers_is_counted()
    {
        var events = Enumerable.Range(0, 7).Select(i => Event($"note {i}")).ToArray();
        _store.Answer(events[1], new StoreResult(StoreStatus.Duplicate));
        _store.Answer(events[2], new StoreResult(StoreStatus.Superseded));
        _store.Answer(events[3], new StoreResult(StoreStatus.Deleted));
        _store.Answer(events[4], new StoreResult(StoreStatus.Vanished));
        _store.Answer(events[5], new StoreResult(StoreStatus.Expired));
        _store.Answer(events[6], StoreResult.Failed("invalid: too far in the future"));

        var report = await ImportAsync(_store, File(events));

        Assert.Equal((1, 1, 1), (report.Stored, report.Duplicates, report.Superseded));
        Assert.Equal((2, 1, 1), (report.Deleted, report.Expired, report.Refused));
        Assert.Equal(new ImportProblem(7, "invalid: too far in the future"), Assert.Single(report.Problems));
        Assert.Null(report.Failure);
    }

    [Fact]
    public async Task A_store_in_trouble_ends_the_import()
    {
        var failing = Event("second");
        _store.Answer(failing, StoreResult.Failed("error: the disk is full"));

        var report = await ImportAsync(_store, File(Event("first"), failing, Event("third")));

        Assert.Equal("error: the disk is full", report.Failure);
    }

    [Fact]
    public async Task A_slow_source_is_not_held_up()
    {
        var pipe = new Pipe();
        var importing = ImportAsync(_store, pipe.Reader.AsStream());

        await pipe.Writer.WriteAsync(File(Event("first")).ToArray());
        await _store.FirstStored.WaitAsync(TimeSpan.FromSeconds(30));
        await pipe.Writer.CompleteAsync();

        Assert.Equal(1, (await importing).Stored);
    }

    [Fact]
    public async Task An_interrupted_import_reports_what_it_stored()
    {
        var pipe = new Pipe();
        using var cancel = new CancellationTokenSource();
        var importing = ImportAsync(_store, pipe.Reader.AsStream(), cancel: cancel.Token);
        await pipe.Writer.WriteAsync(File(Event("first")).ToArray());
        await _store.FirstStored.WaitAsync(TimeSpan.FromSeconds(30));

        await cancel.CancelAsync();
        var report = await importing.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("interrupted", report.Failure);
        Assert.Equal(1, report.Stored);
    }

    [Fact]
    public async Task Progress_grows_to_the_report()
    {
        var sums = new List<long>();

        var report = await ImportAsync(_store, File(Event("first"), Event("second")), progress: r => sums.Add(r.Stored));

        Assert.Equal(report.Stored, sums[^1]);
        Assert.Equal(sums.Order(), sums);
    }
}
