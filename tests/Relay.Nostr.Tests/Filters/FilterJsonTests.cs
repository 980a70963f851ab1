using System.Buffers;
using System.Text;

namespace Relay.Nostr.Tests;

public sealed class FilterJsonTests
{
    static string Write(Filter filter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FilterJson.Write(filter, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ids":["00000000000000000000000000000000000000000000000000000000000000ab"]}""")]
    [InlineData("""{"ids":[],"authors":[],"kinds":[],"#t":[]}""")]
    [InlineData("""{"kinds":[0,1,65535],"since":-9223372036854775808,"until":9223372036854775807,"limit":0}""")]
    [InlineData("""{"#t":["a\"b\\c\nd\u0001","ünï 🦤"],"#E":["x"]}""")]
    [InlineData("""{"#p":["00000000000000000000000000000000000000000000000000000000000000ab"],"limit":2147483647}""")]
    [InlineData("""{"#t":["a","b"],"&t":["c","d"],"#T":["c"]}""")]
    [InlineData("""{"&t":["a","b"]}""")]
    public void Filter_in_the_one_spelling_is_written_as_it_was_read(string json)
    {
        var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out var problem, andTags: true);

        Assert.Null(problem);
        Assert.Equal(json, Write(filter!));
    }

    [Fact]
    public void Any_filter_reads_back_as_itself()
    {
        Fuzz.Run(random =>
        {
            var plain = new RandomFilters(random).Filter(new RandomEvents(random).Event());
            var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(plain.ToJson()), out _, andTags: true)!;

            var again = FilterReader.TryParse(Encoding.UTF8.GetBytes(Write(filter)), out var problem, andTags: true);

            Assert.Null(problem);
            Assert.Equal(plain.Canonical(), PlainFilter.Canonical(again!));
        });
    }
}
