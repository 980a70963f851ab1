namespace Relay.Nostr.Tests;

public sealed class FilterSetTests
{
    [Fact]
    public void A_set_holds_each_value_once_in_order_and_knows_what_it_holds()
    {
        Fuzz.Run(random =>
        {
            var values = Enumerable.Range(0, random.Next(40)).Select(_ => (ushort)random.Next(30)).ToArray();

            var set = FilterSet.Create<ushort>(values);

            Assert.Equal(values.Distinct().Order(), set);
            Assert.Equal(set.Count, set.Span.Length);
            for (ushort value = 0; value < 30; value++)
                Assert.Equal(values.Contains(value), set.Contains(value));
        });
    }

    [Fact]
    public void Values_given_are_not_changed()
    {
        ushort[] values = [3, 1, 2];

        FilterSet.Create<ushort>(values);

        Assert.Equal([3, 1, 2], values);
    }

    [Fact]
    public void Tag_values_are_the_same_when_their_texts_are()
    {
        Fuzz.Run(random =>
        {
            var json = new RandomJson(random);
            string left = json.Text(), right = random.Next(2) == 0 ? left : json.Text();
            TagValue one = new(left), two = new(right);

            Assert.Equal(left == right, one.Equals(two));
            Assert.Equal(left == right, one.CompareTo(two) == 0);
            Assert.Equal(Math.Sign(one.CompareTo(two)), -Math.Sign(two.CompareTo(one)));
            Assert.Equal(left, one.ToString());
            if (left == right)
                Assert.Equal(one.GetHashCode(), two.GetHashCode());
        });
    }

    [Fact]
    public void A_key_and_its_hex_text_are_the_same_tag_value()
    {
        Assert.Equal(new TagValue(PlainEvent.Author), new TagValue(Bytes32.Parse(PlainEvent.Author)));
        Assert.NotEqual(new TagValue(PlainEvent.Author.ToUpperInvariant()), new TagValue(PlainEvent.Author));
    }
}
