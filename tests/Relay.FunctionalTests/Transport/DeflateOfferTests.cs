using Relay.AspNetCore;

namespace Relay.FunctionalTests;

public sealed class DeflateOfferTests
{
    const string Agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate")]
    [InlineData("permessage-deflate; client_max_window_bits")] // Chrome
    [InlineData("permessage-deflate; client_max_window_bits=15")]
    [InlineData("permessage-deflate; client_max_window_bits=\"8\"")]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("PerMessage-Deflate;Client_Max_Window_Bits = 10")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate")]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate")]
    [InlineData("permessage-deflate; unknown, permessage-deflate; client_max_window_bits")]
    public void An_offer_that_can_be_met_is_answered_without_context_takeover(string offer) =>
        Assert.Equal(Agreed, DeflateOffer.Answer(offer));

    [Fact]
    public void The_full_window_is_confirmed_if_it_is_asked_for() =>
        Assert.Equal(Agreed + "; server_max_window_bits=15", DeflateOffer.Answer("permessage-deflate; server_max_window_bits=15"));

    [Fact]
    public void Offers_in_several_headers_are_looked_at_in_turn() =>
        Assert.Equal(Agreed, DeflateOffer.Answer(new(["permessage-deflate; server_max_window_bits=9", "permessage-deflate"])));

    [Theory]
    [InlineData("")]
    [InlineData("permessage-bzip2")]
    [InlineData("permessage-deflate; server_max_window_bits=14")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=015")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; client_max_window_bits=")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; mystery")]
    [InlineData("permessage-deflate;")]
    public void An_offer_that_cannot_be_met_is_declined(string offer) => Assert.Null(DeflateOffer.Answer(offer));
}
