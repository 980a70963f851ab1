namespace Relay.Bench;

/// <summary>An article. Its author may publish a corrected version.</summary>
sealed record CorpusArticle(int Author, string Identifier, string Title, long PublishedAt);
