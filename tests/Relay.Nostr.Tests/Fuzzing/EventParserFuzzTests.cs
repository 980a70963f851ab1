using System.Text;

namespace Relay.Nostr.Tests;

public sealed class EventParserFuzzTests
{
    [Fact]
    public void Events_in_any_spelling_right_or_wrong_are_read_as_a_plain_reader_reads_them()
    {
        var parser = new EventParser();
        Fuzz.Run(random =>
        {
            var events = new RandomEvents(random);
            var json = events.Spelled(events.Event());
            var expected = PlainEventReader.Read(json);

            var accepted = parser.TryParse(json, out var problem);

            Assert.True(accepted == expected is not null, $"{problem}: {Encoding.UTF8.GetString(json)}");
            Assert.Equal(accepted, problem is null);
            if (!accepted)
                return;
            Assert.Equal(expected, PlainEvent.Of(parser.View));
            Assert.Equal(expected!.Tags.Length, parser.TagCount);
            Assert.Equal(expected.ToJson(), Encoding.UTF8.GetString(new NostrEvent(parser.View).ToJson()));
            Assert.Equal(Encoding.UTF8.GetByteCount(expected.ToJson()), EventJson.Length(parser.View));
        });
    }

    [Fact]
    public void Any_JSON_value_is_refused_or_read_without_an_exception()
    {
        var parser = new EventParser();
        Fuzz.Run(random =>
        {
            var json = Encoding.UTF8.GetBytes(new RandomJson(random).Value());
            Assert.False(parser.TryParse(json, out var problem));
            Assert.StartsWith("invalid: ", problem, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_only_spelling_of_a_record_does_not_depend_on_the_spelling_of_its_JSON()
    {
        var parser = new EventParser();
        Fuzz.Run(random =>
        {
            var events = new RandomEvents(random);
            var e = events.Event();
            if (!parser.TryParse(events.Spelled(e), out _) || parser.View.Id.ToString() != e.Id)
                return;
            // Only the signature may differ: a repeated member may have replaced it.
            var plain = PlainEvent.Of(parser.View);
            Assert.Equal(plain.Parsed().Record.ToArray(), parser.View.Record.ToArray());
        });
    }
}
