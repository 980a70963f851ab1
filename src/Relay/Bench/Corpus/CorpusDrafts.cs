using System.Globalization;
using System.Text;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>
/// Drafts the events of a corpus. The shares of the kinds, of a hundred: 50 notes (half of them replies), 31 reactions,
/// 7 reposts, 6 zaps, 6 comments.
/// </summary>
sealed class CorpusDrafts(CorpusRandom random, CorpusAuthors authors, CorpusThreads threads)
{
    const ushort Comment = 1111;
    const string RelayHint = "wss://relay.example.com";

    readonly CorpusText _text = new(random);
    readonly HashSet<int> _busy = [];
    long _second;

    /// <summary>Drafts one event; refers to notes that are already part of a thread.</summary>
    public CorpusDraft Next(long createdAt)
    {
        var author = NextAuthor(createdAt);
        var dice = random.Next(100);
        if (threads.IsEmpty || dice < 25)
            return Note(author, createdAt, random.Between(20, 160));
        var target = threads.Pick(random);
        return dice switch
        {
            < 50 => Reply(author, createdAt, target),
            < 81 => new CorpusDraft(author, Reaction(createdAt, target)),
            < 88 => new CorpusDraft(author, Repost(createdAt, target)),
            < 94 => new CorpusDraft(author, Zap(createdAt, target)),
            _ => new CorpusDraft(author, CommentOn(createdAt, target)),
        };
    }

    /// <summary>A note that begins a thread, with a text of about so many characters.</summary>
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

    /// <summary>Nobody says two things in a second, which could be the same thing: one event, not two.</summary>
    int NextAuthor(long createdAt)
    {
        if (createdAt != _second)
            _busy.Clear();
        _second = createdAt;
        while (_busy.Count < authors.Count)
        {
            var author = random.NextSkewed(authors.Count);
            if (_busy.Add(author))
                return author;
        }
        throw new InvalidOperationException("more events in a second than authors");
    }

    CorpusDraft Reply(int author, long createdAt, CorpusThreads.Note target)
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

    EventDraft Reaction(long createdAt, CorpusThreads.Note target) => Draft(
        Kind.Reaction, createdAt, [["e", target.Id], ["p", authors.PublicKey(target.Author)]], _text.Reaction());

    // Many clients put the reposted event into the content.
    EventDraft Repost(long createdAt, CorpusThreads.Note target) => Draft(
        Kind.Repost, createdAt, [["e", target.Id, RelayHint], ["p", authors.PublicKey(target.Author)]],
        random.Percent(30) ? Encoding.UTF8.GetString(target.Event.ToJson()) : "");

    EventDraft Zap(long createdAt, CorpusThreads.Note target)
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

    EventDraft CommentOn(long createdAt, CorpusThreads.Note target) => Draft(
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
