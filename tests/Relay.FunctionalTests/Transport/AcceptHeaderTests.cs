using Relay.AspNetCore;

namespace Relay.FunctionalTests;

public sealed class AcceptHeaderTests
{
    [Theory]
    [InlineData("application/nostr+json")]
    [InlineData("Application/Nostr+JSON")]
    [InlineData("application/nostr+json, */*")]
    [InlineData("text/html;q=0.5, application/nostr+json")]
    [InlineData("text/html, application/nostr+json")]
    [InlineData("application/nostr+json;q=0.1")]
    public void The_document_is_sent_when_it_is_named(string accept) => Assert.True(AcceptHeader.PrefersInformation(accept));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("application/nostr+json;q=0")]
    [InlineData("application/nostr+json;q=0.5, text/html")]
    [InlineData(";;;")]
    public void The_page_is_sent_otherwise(string? accept) => Assert.False(AcceptHeader.PrefersInformation(accept));
}
