namespace Relay.Policies.Tests;

/// <summary>Changes texts as spammers do to make copies look new. People still read them as the same, or nearly the same, text.</summary>
sealed class TextDisguise(Random random)
{
    // A letter, and the characters that are taken for it.
    const string LookAlikes =
        "aàáаαａ𝐚ⓐᴀ bｂ𝐛ⓑв cｃсⅽ𝐜ⓒ dｄԁ𝐝ⓓ eéеｅ𝐞ⓔε gｇ𝐠ɡ hһｈ𝐡 iіｉ𝐢í kｋ𝐤κ lｌⅼ𝐥 mｍ𝐦ⓜ nｎ𝐧ոηñ oоοｏ𝐨ö0 pрｐ𝐩ρ rｒ𝐫г sѕｓ𝐬 tｔ𝐭τ uｕ𝐮υü vνｖ𝐯 " +
        "wｗ𝐰ԝ xхｘ𝐱 yуｙ𝐲ý zｚ𝐳 оo аa еe рp сc хx";

    static readonly Dictionary<string, string[]> Looks = LookAlikes.Split(' ').Select(Characters).ToDictionary(static row => row[0]);
    static readonly string[] Unseen = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f"];
    static readonly string[] Marks = [.. Enumerable.Range(0x300, 0x6F).Select(static c => ((char)c).ToString())];
    static readonly string[] Emoji = ["🚀", "🔥", "💰", "❤️", "👨‍👩‍👧", "✨", "👉🏽"];
    static readonly string[] Fillers = ["amazing", "great", "today", "friends", "please", "really", "wow", "very", "nice", "now"];

    /// <summary>Makes one to five of all changes. Those that change words come first.</summary>
    public string Change(string text)
    {
        Func<string, string>[] changes =
        [
            ReplaceWords, InsertWords,
            t => $"{t} {RandomWord(4, 12)}", t => $"{RandomWord(4, 12)} {t}", t => $"{t} {random.Next(1_000_000)}",
            UseLookAlikes, t => Spread(t, Unseen), t => Spread(t, Marks), ChangeCase,
            t => string.Join(' ', t.Split(' ').Select(word => random.Next(4) == 0 ? $"{word} {Pick(Emoji)}" : word)),
            static t => string.Join(' ', Characters(t)),
            t => $"nostr:npub1{RandomWord(58, 58)} {t}", t => $"{t} https://spam.example/?id={RandomWord(12, 12)}",
        ];
        var chosen = new HashSet<int>();
        for (var i = random.Next(1, 6); i > 0; i--)
            chosen.Add(random.Next(changes.Length));
        return chosen.Order().Aggregate(text, (current, change) => changes[change](current));
    }

    string ReplaceWords(string text)
    {
        var words = text.Split(' ');
        for (var i = words.Length / 10; i > 0; i--)
            words[random.Next(words.Length)] = Pick(Fillers);
        return string.Join(' ', words);
    }

    string InsertWords(string text)
    {
        var words = text.Split(' ').ToList();
        for (var i = words.Count / 10; i > 0; i--)
            words.Insert(random.Next(words.Count + 1), Pick(Fillers));
        return string.Join(' ', words);
    }

    string UseLookAlikes(string text) => string.Concat(Characters(text).Select(
        c => Looks.TryGetValue(c.ToLowerInvariant(), out var alike) && random.Next(100) < 40 ? Pick(alike) : c));

    string ChangeCase(string text) => string.Concat(Characters(text).Select(c => random.Next(2) == 0 ? c.ToUpperInvariant() : c));

    string Spread(string text, string[] what) => string.Concat(Characters(text).Select(c => random.Next(100) < 30 ? c + Pick(what) : c));

    string RandomWord(int least, int most) =>
        new(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz0123456789", random.Next(least, most + 1)));

    string Pick(string[] from) => from[random.Next(from.Length)];

    static string[] Characters(string text) => [.. text.EnumerateRunes().Select(static rune => rune.ToString())];
}
