namespace Relay.Nostr.Tests;

public sealed class EventDraftTests
{
    [Fact]
    public void A_signed_draft_is_the_event_that_its_JSON_says_and_verifies()
    {
        using var key = SecretKey.Generate();
        var verifier = new SchnorrVerifier();
        Fuzz.Run(random =>
        {
            var wanted = new RandomEvents(random).Event();
            var draft = new EventDraft
            {
                Kind = (ushort)wanted.Kind,
                CreatedAt = wanted.CreatedAt,
                Tags = wanted.Tags,
                Content = wanted.Content,
            };

            var view = draft.Sign(key).View;

            Assert.True(verifier.Verify(view.Signature, view.Id.Span, key.PublicKey));
            var signed = PlainEvent.Of(view);
            Assert.Equal(wanted with { Id = signed.RightId, PublicKey = view.PublicKey.ToString(), Signature = signed.Signature }, signed);
            Assert.Equal(signed.Parsed().Record.ToArray(), view.Record.ToArray());
        });
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        using var key = SecretKey.Generate();

        var e = new EventDraft { Kind = 1, CreatedAt = 0, Content = "\ud800", Tags = [["\udc00x"]] }.Sign(key);

        Assert.Equal("\ufffd", e.Content);
        Assert.Equal("\ufffdx", Assert.Single(PlainEvent.Of(e.View).Tags)[0]);
    }

    [Fact]
    public void A_tag_without_a_name_is_an_error_of_the_caller()
    {
        using var key = SecretKey.Generate();

        Assert.Throws<ArgumentException>(() => new EventDraft { Kind = 1, CreatedAt = 0, Tags = [["t"], []] }.Sign(key));
    }
}
