using System.Text;

namespace Relay.Bench;

/// <summary>Writes texts like those of people: words of skewed frequency in several scripts, line breaks, quotes, emoji.</summary>
sealed class CorpusText(CorpusRandom random)
{
    static readonly string[] Hashtags = CreateHashtags();

    static readonly string[] Rare =
    [
        "“quoted”", "\"so\"", "naïve", "Привет", "こんにちは", "🤙", "🔥", "⚡", "😂", "👩‍🚀", "c:\\path", "tab\there",
        "https://example.com/a?b=1",
    ];

    static readonly string[] Reactions = ["+", "+", "+", "🤙", "❤️", "🔥", "😂", "-"];

    readonly StringBuilder _text = new();

    /// <summary>Text of about this many bytes of UTF-8. Three quarters of all texts are in the Latin script.</summary>
    public string Write(int length)
    {
        var script = random.Percent(75) ? CorpusScript.Latin : random.Pick(CorpusScript.Others);
        _text.Clear();
        for (var bytes = 0; bytes < length;)
        {
            if (bytes > 0)
                bytes += Append(random.Percent(3) ? "\n" : script.Separator);
            bytes += Append(random.Percent(3) ? random.Pick(Rare) : script.Words[random.NextSkewed(script.Words.Length)]);
        }
        return _text.ToString();
    }

    /// <summary>A word to make names from.</summary>
    public string Word() => random.Pick(CorpusScript.Latin.Words);

    public string Hashtag() => Hashtags[random.NextSkewed(Hashtags.Length)];

    public string Reaction() => random.Pick(Reactions);

    int Append(string text)
    {
        _text.Append(text);
        return Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>Makes three hundred hashtags. One in ten is in another script.</summary>
    static string[] CreateHashtags()
    {
        string[] hashtags = [.. CorpusScript.Latin.Words.Where(static word => word.Length > 3).Distinct().Take(300)];
        for (var i = 9; i < hashtags.Length; i += 10)
        {
            var words = CorpusScript.Others[i / 10 % CorpusScript.Others.Length].Words;
            hashtags[i] = words[i] + words[i - 1];
        }
        return hashtags;
    }
}
