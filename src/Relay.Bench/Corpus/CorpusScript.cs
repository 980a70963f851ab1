namespace Relay.Bench;

/// <summary>Words of one script, made of its letters. The first words are the most frequent.</summary>
sealed class CorpusScript
{
    CorpusScript(int count, string separator, string starts, string middles, string ends)
    {
        Separator = separator;
        var random = new CorpusRandom(0);
        var (start, middle, end) = (starts.Split(' '), middles.Split(' '), ends.Split(' '));
        Words = [.. Enumerable.Range(0, count).Select(_ => Word(random, start, middle, end))];
    }

    /// <summary>The text between two words.</summary>
    public string Separator { get; }

    public string[] Words { get; }

    public static CorpusScript Latin { get; } =
        new(1500, " ", "b c d f g h k l m n p r s st t th v w", "a e i o u ai ea oo", " n r s t l nd ck");

    /// <summary>The other scripts. A script listed twice is twice as frequent.</summary>
    public static CorpusScript[] Others { get; } = Create();

    static CorpusScript[] Create()
    {
        var accented = new CorpusScript(400, " ", "b č d ř g ş k ł m ñ p r š ž ç v", "á é í ö ü ã ê ø å ą ě ů", " n s ß ć ń r");
        var cyrillic = new CorpusScript(400, " ", "б в г д ж з к л м н п р с т ч ш", "а е и о у ы я ю", " й н т ть л к в");
        var greek = new CorpusScript(300, " ", "β γ δ κ λ μ ν π ρ σ τ φ χ", "α ε η ι ο υ ω ά έ ί ό", " ς ν");
        var arabic = new CorpusScript(300, " ", "ب ت ج ح د ر س ش ع ف ق ك ل م ن ه", " ا و ي", " ة ن ر م");
        var han = new CorpusScript(300, "", "的 一 是 不 了 人 我 在 有 他 这 中 大 来 上 国 个 到 说 们 为 子 和 你 地 出 道 也 时 年", " ", "");
        var kana = new CorpusScript(300, "", "か き く け こ さ し す せ そ た ち つ て と な に の は も ら り る を ん ア イ カ ス ト ラ ン", " ー", "");
        var hangul = new CorpusScript(300, " ", "가 나 다 라 마 바 사 아 자 하 그 는 이 은 을 의 에 고 서 지 한 도", " ", "");
        var devanagari = new CorpusScript(300, " ", "क ख ग च ज त द न प ब म य र ल व स ह", " ा ि ी े ो ु", " ं न र");
        return [accented, accented, accented, cyrillic, cyrillic, cyrillic, kana, kana, arabic, arabic, greek, han, hangul, devanagari];
    }

    static string Word(CorpusRandom random, string[] starts, string[] middles, string[] ends)
    {
        var word = "";
        for (var syllables = random.Between(1, 3); syllables > 0; syllables--)
            word += random.Pick(starts) + random.Pick(middles) + random.Pick(ends);
        return word;
    }
}
