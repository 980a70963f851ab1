namespace Relay.Bench;

/// <summary>The part of a corpus that later events refer to.</summary>
sealed class CorpusHistory
{
    /// <summary>How many of the latest notes events refer to. People answer what they have just seen.</summary>
    const int Notes = 5_000;

    /// <summary>How many of the latest articles may be corrected.</summary>
    const int Articles = 500;

    public RecentItems<CorpusNote> RecentNotes { get; } = new(Notes);

    public RecentItems<CorpusArticle> RecentArticles { get; } = new(Articles);
}
