namespace Relay.Bench;

/// <summary>An article that its author may publish again, corrected.</summary>
sealed record CorpusArticle(int Author, string Identifier, string Title, long PublishedAt);
