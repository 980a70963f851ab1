namespace Relay.Bench;

/// <summary>What a corpus contains so far that later events refer to.</summary>
sealed class CorpusHistory
{
    /// <summary>People answer what they see: nothing refers to notes older than the latest so many.</summary>
    const int Notes = 5_000;

    /// <summary>Authors correct what they wrote of late.</summary>
    const int Articles = 500;

    public RecentItems<CorpusNote> RecentNotes { get; } = new(Notes);

    public RecentItems<CorpusArticle> RecentArticles { get; } = new(Articles);
}
