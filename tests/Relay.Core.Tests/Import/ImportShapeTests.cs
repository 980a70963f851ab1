using System.Text;
using System.Text.Json;
using Relay.Nostr;
using static Relay.Core.Tests.ImportSetup;

namespace Relay.Core.Tests;

/// <summary>The shapes in which programs write events to files.</summary>
public sealed class ImportShapeTests
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly RecordingStore _store = new();
    readonly NostrEvent[] _events =
        [Event("first {\"[", tags: [["e", "{"], ["-"]]), Event("second\n}]\\\"", tags: [["p", "x"]]), Event("third")];

    public static TheoryData<string> Shapes =>
    [
        "{0}\n{1}\n{2}\n", "{0}\n{1}\n{2}", "{0}{1}{2}", "{0},{1},{2}", "{0} {1}\n{2}",
        "[{0},{1},{2}]", "[{0},{1},{2}]\n", "[ {0}, {1} , {2} ]",
        "[\n{0},\n{1},\n{2}\n]\n", "[\n  {0},\n  {1},\n  {2}\n]\n", "[{0}\n,{1}\n,{2}]",
        "[{0}]\n[{1}]\n[{2}]\n", "[[{0}],[{1},{2}]]", "[]\n{0}\r\n\r\n{1}\r\n{2}\r\n", "\uFEFF[{0},{1},{2}]",
        "[\"EVENT\",{0}]\n[\"EVENT\",{1}]\n[\"EVENT\",{2}]\n",
        "[\"EVENT\",\"sub\",{0}]\n[\"EVENT\",\"sub\",{1}]\n[\"EVENT\",\"sub\",{2}]\n",
        "[\"EVENT\",\"sub\",{0}][\"EVENT\",{1}]{2}", "[ \"EVENT\" , \"s\" , {0} ]\n[\n\"EVENT\",\n{1}\n]\n[[\"EVENT\",{2}]]",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Events_are_found_in(string shape)
    {
        foreach (var isIndented in new[] { false, true })
        {
            var store = new RecordingStore();
            var file = string.Format(null, shape, [.. _events.Select(e => isIndented ? Indent(e) : Line(e))]);

            var report = await ImportAsync(store, new MemoryStream(Encoding.UTF8.GetBytes(file)));

            Assert.Equal(_events.Select(e => e.Id), store.Events.Select(e => e.Id));
            Assert.Equal((3, 3, 0), (report.Lines, report.Stored, report.Bad));
        }
    }

    [Theory]
    [InlineData("[\"EOSE\",\"sub\"]")]
    [InlineData("[\"OK\",\"00\",true,\"\"]")]
    [InlineData("[\"NOTICE\",\"{\"]")]
    public async Task Other_messages_of_a_recording_are_passed_over(string message)
    {
        var report = await ImportAsync(_store, File(message, $"[\"EVENT\",{Line(_events[0])}]", message));

        Assert.Equal((3, 1, 2, 0), (report.Lines, report.Stored, report.Skipped, report.Bad));
    }

    [Theory]
    [InlineData("[\"EVENT\",\"sub\"]", "invalid: an EVENT message without an event")]
    [InlineData("[\"EVENT\",{},1]", "invalid: an EVENT message with something after its event")]
    [InlineData("[\"EVENT\",{}]", "invalid: the id must be 64 lowercase hex characters")]
    [InlineData("[\"dance\",{}]", "invalid: an array that is not an EVENT message")]
    [InlineData("[\"EVENT\",}]", "invalid: not valid JSON")]
    [InlineData("{\"id\":\"ab", "invalid: not valid JSON")]
    [InlineData("{\"tags\":[[\"e\",", "invalid: not valid JSON")]
    [InlineData("{\"tags\":[[\"e\"", "invalid: not valid JSON")]
    [InlineData("[{\"tags\":[", "invalid: not valid JSON")]
    [InlineData("ab\",\"sig\":\"{\"}", "invalid: not valid JSON")]
    [InlineData("1", "invalid: an event must be an object")]
    public async Task A_damaged_line_takes_no_other_with_it(string damaged, string reason)
    {
        var report = await ImportAsync(_store, File(Line(_events[0]), damaged, Line(_events[1]), damaged, Line(_events[2])));

        Assert.Equal((3, 2), (report.Stored, report.Bad));
        Assert.All(report.Problems, problem => Assert.StartsWith(reason, problem.Reason, StringComparison.Ordinal));
        Assert.Equal([2, 4], report.Problems.Select(problem => problem.Line));
    }

    [Fact]
    public async Task A_line_longer_than_any_block_gives_its_events_and_the_places_of_bad_ones()
    {
        var events = Enumerable.Range(0, 60).Select(i => Event(new string('x', 100_000), createdAt: 1_700_000_000 + i)).ToArray();
        var file = $"\n[{string.Join(',', events[..40].Select(Line))},{{}},17,{string.Join(',', events[40..].Select(Line))}]\nlast";

        var report = await ImportAsync(_store, new MemoryStream(Encoding.UTF8.GetBytes(file)));

        // The line feed before the array makes the position in the file the number in the line.
        var place = file.IndexOf("{},17,", StringComparison.Ordinal);
        Assert.Equal(events.Select(e => e.Id), _store.Events.Select(e => e.Id));
        Assert.Equal((63, 60, 3), (report.Lines, report.Stored, report.Bad));
        Assert.Equal(
            [
                new ImportProblem(2, Text($"invalid: the id must be 64 lowercase hex characters (at byte {place:N0} of the line)")),
                new ImportProblem(2, Text($"invalid: not valid JSON (at byte {place + 3:N0} of the line)")),
                new ImportProblem(3, "invalid: not valid JSON"),
            ],
            report.Problems);
    }

    [Theory]
    [InlineData("{{\"content\":\"{0}\"}}", "")]
    [InlineData("[{{\"content\":\"{0}\"}},", " (at byte 2 of the line)")]
    [InlineData("[\"EVENT\",{{\"content\":\"{0}\"}}]", "")]
    [InlineData("{0}", "")]
    public async Task A_value_beyond_the_limit_is_named_and_passed_over(string format, string place)
    {
        var huge = string.Format(null, format, new string('x', 40 << 20));

        var report = await ImportAsync(_store, File(Line(_events[0]), huge, Line(_events[1])));

        Assert.Equal((3, 2, 1), (report.Lines, report.Stored, report.Bad));
        Assert.Equal(new ImportProblem(2, "invalid: longer than 16,777,216 bytes" + place), Assert.Single(report.Problems));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("[[\"EVENT\",{\"a\":[")]
    public async Task Nesting_costs_no_memory_of_its_own(string repeated)
    {
        var file = string.Concat(Enumerable.Repeat(repeated, 1_000_000)) + "\n" + Line(_events[0]) + "\n";

        var report = await ImportAsync(_store, new MemoryStream(Encoding.UTF8.GetBytes(file)));

        Assert.Equal(1, report.Stored);
        Assert.InRange(report.Bad, repeated == "[" ? 0 : 1, 1);
    }

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    public async Task Text_in_UTF_16_is_named(string encoding, string name)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes(Line(_events[0]));

        foreach (var start in new[] { [], Encoding.GetEncoding(encoding).GetPreamble() })
        {
            foreach (var file in new byte[][] { [.. start, .. bytes], Gzip([.. start, .. bytes]) })
            {
                var report = await ImportAsync(_store, new MemoryStream(file));

                Assert.Equal($"the input is {name}; convert it to UTF-8 first, for example with: iconv -f UTF-16 -t UTF-8", report.Failure);
            }
        }
    }

    [Theory]
    [InlineData("28B52FFD00", "zstd")]
    [InlineData("FD377A585A00", "xz")]
    [InlineData("425A6839314159", "bzip2")]
    [InlineData("504B03041400", "zip")]
    public async Task Other_compressions_are_named(string start, string name)
    {
        var report = await ImportAsync(_store, new MemoryStream(Convert.FromHexString(start)));

        Assert.StartsWith($"the input is compressed with {name}; decompress it first", report.Failure, StringComparison.Ordinal);
    }

    static string Text(FormattableString text) => FormattableString.Invariant(text);

    static string Indent(NostrEvent e)
    {
        using var json = JsonDocument.Parse(e.ToJson());
        return JsonSerializer.Serialize(json, Indented);
    }
}
