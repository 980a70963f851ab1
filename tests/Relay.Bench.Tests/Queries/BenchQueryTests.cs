using System.Text;

namespace Relay.Bench.Tests;

public sealed class BenchQueryTests
{
    [Fact]
    public void A_list_of_filters_is_kept_as_it_is_written()
    {
        var query = BenchQuery.Parse("""[{"kinds":[1],"limit":5}, {"#t":["x"],"limit":7}]"""u8);
        Assert.Equal("""{"kinds":[1],"limit":5}, {"#t":["x"],"limit":7}""", Encoding.UTF8.GetString(query.Json));
        Assert.Equal(2, query.Filters.Length);
        Assert.Equal(12, query.AtMost);
    }

    [Fact]
    public void Without_a_limit_there_is_no_upper_bound() => Assert.Null(BenchQuery.Parse("""[{"limit":5},{}]"""u8).AtMost);

    [Theory]
    [InlineData("""{"limit":5}""")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""[{"limit":5}""")]
    [InlineData("""[{"limit":5}]]""")]
    [InlineData("""[{"authors":["short"]}]""")]
    public void Anything_else_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => BenchQuery.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_file_has_a_query_on_each_line()
    {
        using var file = new TemporaryFile("""
            [{"kinds":[1]}]

            [{"kinds":[7]},{"kinds":[6]}]
            """);
        Assert.Equal([1, 2], QueryFile.Read(file.Path).Queries.Select(static query => query.Filters.Length));
    }

    [Fact]
    public void A_file_with_an_error_names_its_line()
    {
        using var file = new TemporaryFile("[{\"kinds\":[1]}]\n[{\"kinds\":1}]\n");
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => QueryFile.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var file = new TemporaryFile("");
        Assert.Throws<InvalidDataException>(() => QueryFile.Read(file.Path));
    }
}
