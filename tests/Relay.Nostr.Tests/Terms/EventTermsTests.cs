namespace Relay.Nostr.Tests;

public sealed class EventTermsTests
{
    static readonly TermHasher Hasher = new(new byte[16]);

    [Fact]
    public void A_note_is_filed_under_all_kind_author_and_kind_and_its_single_letter_tags()
    {
        var e = PlainEvent.Make(tags: [["t", "a"], ["t", "b"], ["E", "x"], ["alt", "no"], ["t"], ["", "no"], ["1", "no"], ["-"]]);

        AssertTerms(
            EventTerms.CollectStored,
            e,
            Term.All, Term.Kind(1), Term.AuthorKind(Author(e), 1), Tag('t', "a"), Tag('t', "b"), Tag('E', "x"));
    }

    [Fact]
    public void A_repeated_tag_gives_one_term()
    {
        var e = PlainEvent.Make(tags: [["t", "a"], ["t", "a"], ["t", "a", "more"]]);

        AssertTerms(EventTerms.CollectStored, e, Term.All, Term.Kind(1), Term.AuthorKind(Author(e), 1), Tag('t', "a"));
    }

    [Fact]
    public void An_addressable_event_is_filed_under_its_address_and_no_other_is()
    {
        var e = PlainEvent.Make(kind: 30001, tags: [["d", "x"]]);

        AssertTerms(
            EventTerms.CollectStored,
            e,
            Term.All, Term.Kind(30001), Term.AuthorKind(Author(e), 30001), Tag('d', "x"),
            Term.Address(Author(e), 30001, new TagValue("x").View));
        AssertTerms(
            EventTerms.CollectStored,
            PlainEvent.Make(kind: 10001),
            Term.All, Term.Kind(10001), Term.AuthorKind(Author(e), 10001));
    }

    [Fact]
    public void Subscriptions_wait_also_under_the_author_and_the_id()
    {
        var e = PlainEvent.Make(kind: 30001, tags: [["p", PlainEvent.Hex64]]);

        AssertTerms(
            CollectLive,
            e,
            Term.All, Term.Kind(30001), Term.AuthorKind(Author(e), 30001), Term.Author(Author(e)), Term.Id(Bytes32.Parse(e.Id)),
            Tag('p', PlainEvent.Hex64));
    }

    [Fact]
    public void A_list_is_used_again_for_the_next_event()
    {
        var terms = new TermList();
        string[][] tags = [.. Enumerable.Range(0, 500).Select(i => new[] { "t", $"{i}" })];
        EventTerms.CollectStored(PlainEvent.Make(tags: tags).Parsed().View, Hasher, terms);
        Assert.Equal(503, terms.Span.Length);

        EventTerms.CollectStored(PlainEvent.Make().Parsed().View, Hasher, terms);

        Assert.Equal(3, terms.Span.Length);
    }

    static void CollectLive(EventView e, TermHasher hasher, TermList terms)
    {
        var tags = new EventTags();
        tags.Collect(e, hasher);
        EventTerms.CollectLive(e, tags, terms);
    }

    static Bytes32 Author(PlainEvent e) => Bytes32.Parse(e.PublicKey);

    static Term Tag(char letter, string value) => Hasher.Tag((byte)letter, new TagValue(value).View);

    static void AssertTerms(Action<EventView, TermHasher, TermList> collect, PlainEvent e, params Term[] expected)
    {
        var terms = new TermList();
        collect(e.Parsed().View, Hasher, terms);
        Assert.Equal(expected.Order(), terms.Span.ToArray().Order());
    }
}
