using System.Globalization;
using System.Text;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>
/// Drafts the events of a corpus. Of a thousand events 490 are notes (half of them replies), 300 reactions, 70 reposts, 60 zaps, 55
/// comments, 10 profiles, 5 articles, 5 deletions, 4 relay lists and 1 is a follow list.
/// </summary>
sealed class CorpusDrafts(CorpusRandom random, CorpusAuthors authors, CorpusHistory history, int follows)
{
    const ushort Comment = 1111;
    const string RelayHint = "wss://relay.example.com";

    readonly CorpusText _text = new(random);
    readonly CorpusBusyAuthors _busy = new(authors.Count);
    readonly CorpusLists _lists = new(random, authors, follows);

    /// <summary>Drafts one event. It refers to notes that are already in the history.</summary>
    public CorpusDraft Next(long createdAt)
    {
        _busy.MoveTo(createdAt);
        var dice = random.Next(1000);
        if (history.RecentNotes.IsEmpty || dice < 245)
            return Note(_busy.Take(random), createdAt, random.Between(20, 160));
        if (dice < 250)
            return Deletion(createdAt);
        if (dice < 255)
            return Article(createdAt);
        var author = _busy.Take(random);
        var target = history.RecentNotes.Pick(random);
        return dice switch
        {
            < 500 => Reply(author, createdAt, target),
            < 800 => new CorpusDraft(author, Reaction(createdAt, target)),
            < 870 => new CorpusDraft(author, Repost(createdAt, target)),
            < 930 => new CorpusDraft(author, Zap(createdAt, target)),
            < 985 => new CorpusDraft(author, CommentOn(createdAt, target)),
            < 995 => new CorpusDraft(author, _lists.Profile(createdAt)),
            < 999 => new CorpusDraft(author, _lists.Relays(createdAt)),
            _ => new CorpusDraft(author, _lists.Follows(createdAt)),
        };
    }

    /// <summary>Drafts a note that begins a thread, with a text of about this many bytes.</summary>
    public CorpusDraft Note(int author, long createdAt, int length)
    {
        var tags = new List<string[]>();
        var content = _text.Write(length);
        if (random.Percent(40))
        {
            for (var count = random.Between(1, 3); count > 0; count--)
            {
                var hashtag = _text.Hashtag();
                content += " #" + hashtag;
                tags.Add(["t", hashtag]);
            }
        }
        if (random.Percent(10))
            tags.Add(["p", authors.PublicKey(random.NextSkewed(authors.Count))]);
        return new CorpusDraft(author, Draft(Kind.TextNote, createdAt, tags, content)) { IsNote = true };
    }

    CorpusDraft Reply(int author, long createdAt, CorpusNote target)
    {
        var tags = new List<string[]> { new[] { "e", target.RootId, RelayHint, "root" } };
        if (target.Id != target.RootId)
            tags.Add(["e", target.Id, "", "reply"]);
        tags.Add(["p", authors.PublicKey(target.Author)]);
        if (random.Percent(10))
            tags.Add(["t", _text.Hashtag()]);
        var draft = Draft(Kind.TextNote, createdAt, tags, _text.Write(random.Between(10, 90)));
        return new CorpusDraft(author, draft) { IsNote = true, Target = target };
    }

    /// <summary>
    /// Drafts a deletion of a note by its author. If that author already publishes in this second, another author writes a note instead.
    /// </summary>
    CorpusDraft Deletion(long createdAt)
    {
        var target = history.RecentNotes.Pick(random);
        if (target.IsDeleted || !_busy.TryTake(target.Author))
            return Note(_busy.Take(random), createdAt, random.Between(20, 160));
        target.IsDeleted = true;
        return new CorpusDraft(
            target.Author, Draft(Kind.Deletion, createdAt, [["e", target.Id], ["k", "1"]], random.Percent(50) ? "typo" : ""));
    }

    /// <summary>Drafts a new article, or a corrected version that replaces an earlier one.</summary>
    CorpusDraft Article(long createdAt)
    {
        CorpusArticle? article = null;
        if (!history.RecentArticles.IsEmpty && random.Percent(30))
            article = history.RecentArticles.Pick(random);
        if (article is null || !_busy.TryTake(article.Author))
        {
            var slug = string.Create(CultureInfo.InvariantCulture, $"{_text.Word()}-{_text.Word()}-{random.Next(1_000_000)}");
            article = new CorpusArticle(_busy.Take(random), slug, _text.Write(random.Between(20, 70)), createdAt);
            history.RecentArticles.Add(article);
        }
        var tags = new List<string[]>
        {
            new[] { "d", article.Identifier },
            new[] { "title", article.Title },
            new[] { "summary", _text.Write(random.Between(60, 200)) },
            new[] { "published_at", article.PublishedAt.ToString(CultureInfo.InvariantCulture) },
        };
        for (var count = random.Between(0, 3); count > 0; count--)
            tags.Add(["t", _text.Hashtag()]);
        var draft = Draft(Kind.Article, createdAt, tags, _text.Write(600 + random.NextSkewed(6_000)));
        return new CorpusDraft(article.Author, draft);
    }

    EventDraft Reaction(long createdAt, CorpusNote target) => Draft(
        Kind.Reaction, createdAt, [["e", target.Id], ["p", authors.PublicKey(target.Author)]], _text.Reaction());

    // Many clients put the reposted event into the content.
    EventDraft Repost(long createdAt, CorpusNote target) => Draft(
        Kind.Repost, createdAt, [["e", target.Id, RelayHint], ["p", authors.PublicKey(target.Author)]],
        random.Percent(30) ? Encoding.UTF8.GetString(target.Event.ToJson()) : "");

    EventDraft Zap(long createdAt, CorpusNote target)
    {
        var zapper = authors.PublicKey(random.NextSkewed(authors.Count));
        var recipient = authors.PublicKey(target.Author);
        var amount = (1000 * random.Between(1, 5000)).ToString(CultureInfo.InvariantCulture);
        var request =
            $"{{\"kind\":9734,\"pubkey\":\"{zapper}\",\"tags\":[[\"e\",\"{target.Id}\"],[\"amount\",\"{amount}\"]],\"content\":\"\"}}";
        return Draft(
            Kind.Zap, createdAt,
            [["p", recipient], ["P", zapper], ["e", target.Id], ["bolt11", "lnbc" + amount + random.NextHex(50)], ["description", request]],
            content: "");
    }

    EventDraft CommentOn(long createdAt, CorpusNote target) => Draft(
        Comment, createdAt,
        [
            ["E", target.RootId, "", authors.PublicKey(target.RootAuthor)],
            ["K", "1"],
            ["P", authors.PublicKey(target.RootAuthor)],
            ["e", target.Id, "", authors.PublicKey(target.Author)],
            ["k", "1"],
            ["p", authors.PublicKey(target.Author)],
        ],
        _text.Write(random.Between(10, 90)));

    static EventDraft Draft(ushort kind, long createdAt, List<string[]> tags, string content) =>
        new() { Kind = kind, CreatedAt = createdAt, Tags = [.. tags], Content = content };
}
