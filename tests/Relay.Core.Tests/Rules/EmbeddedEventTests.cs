using System.Text;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class EmbeddedEventTests
{
    [Theory]
    [InlineData("""{"tags":[["-"]]}""", true)]
    [InlineData("""{"content":"[\"-\"]","tags":[["e","-"]]}""", false)]
    [InlineData("""{"content":"\n\u0001\\","tags":[["\u002d"]]}""", true)]
    [InlineData("""{"content":"{\"tags\":[[\"-\"]]}","tags":[]}""", false)]
    [InlineData("no JSON", false)]
    [InlineData("", false)]
    public void A_repost_is_known_by_the_tags_of_what_it_carries(string content, bool isProtected) =>
        Assert.Equal(isProtected, EmbeddedEvent.IsProtected(new Author().Event(6, content).View));

    [Fact]
    public void Looking_into_a_repost_as_long_as_a_message_allocates_no_copy_of_it()
    {
        var content = new StringBuilder("{\"content\":\"");
        content.Append('\\', 400_000).Append("\",\"tags\":[[\"e\"]]}");
        var view = new Author().Event(6, content.ToString()).View;
        EmbeddedEvent.IsProtected(view);
        var before = GC.GetAllocatedBytesForCurrentThread();
        EmbeddedEvent.IsProtected(view);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }
}
