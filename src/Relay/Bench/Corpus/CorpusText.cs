using System.Text;

namespace Relay.Server;

/// <summary>Writes what people write: words of skewed frequency, line breaks, quotes, some of it beyond ASCII.</summary>
sealed class CorpusText(CorpusRandom random)
{
    static readonly string[] Words = CreateWords(1500);
    static readonly string[] Hashtags = CreateHashtags();

    static readonly string[] Rare =
        ["“quoted”", "\"so\"", "naïve", "Привет", "こんにちは", "🤙", "🔥", "⚡", "😂", "c:\\path", "tab\there"];

    static readonly string[] Reactions = ["+", "+", "+", "🤙", "❤️", "🔥", "😂", "-"];

    readonly StringBuilder _text = new();

    /// <summary>Text of about so many characters.</summary>
    public string Write(int length)
    {
        _text.Clear();
        while (_text.Length < length)
        {
            if (_text.Length > 0)
                _text.Append(random.Percent(3) ? "\n" : " ");
            _text.Append(random.Percent(3) ? random.Pick(Rare) : Words[random.NextSkewed(Words.Length)]);
        }
        return _text.ToString();
    }

    public string Hashtag() => Hashtags[random.NextSkewed(Hashtags.Length)];

    public string Reaction() => random.Pick(Reactions);

    static string[] CreateWords(int count)
    {
        string[] starts = ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "th", "v", "w"];
        string[] middles = ["a", "e", "i", "o", "u", "ai", "ea", "oo"];
        string[] ends = ["", "n", "r", "s", "t", "l", "nd", "ck"];
        var words = new CorpusRandom(0);
        return [.. Enumerable.Range(0, count).Select(_ => Word(words, starts, middles, ends))];
    }

    static string Word(CorpusRandom random, string[] starts, string[] middles, string[] ends)
    {
        var word = "";
        for (var syllables = random.Between(1, 3); syllables > 0; syllables--)
            word += random.Pick(starts) + random.Pick(middles) + random.Pick(ends);
        return word;
    }

    static string[] CreateHashtags() => [.. CreateWords(800).Where(static word => word.Length > 3).Distinct().Take(300)];
}
