using System.Text;
using Relay.Nostr;

namespace Relay.Policies.Tests;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("Buy OUR tokens, friends!", "buyourtokensfriends")]
    [InlineData("don't, don’t", "dontdont")]
    [InlineData("b\u200bu\u200dy\u2060 \ufefft\u00adok\u034fens", "buytokens")]
    [InlineData("b\U000E0062uy\ufe0f\u3164\u115f", "buy")]
    [InlineData("T̷̢̛o̵̧͝k̶ę̴n̸͜s⃝", "tokens")]
    [InlineData("tokéns tokéns ŧøķęņş", "tokenstokenstokens")]
    [InlineData("ＦＲＥＥ ｔｏｋｅｎｓ１２", "freetokens12")]
    [InlineData("𝐅𝐫𝐞𝐞 𝑻𝒐𝒌𝒆𝒏𝒔 𝓣𝓸𝓴𝓮𝓷𝓼 𝔗𝔬𝔨𝔢𝔫𝔰 𝕋𝕠𝕜𝕖𝕟𝕤 𝖳𝗈𝗄𝖾𝗇𝗌 𝚃𝚘𝚔𝚎𝚗𝚜 ℎℴℯ 𝟏𝟚𝟯", "freetokenstokenstokenstokenstokenstokenshoe123")]
    [InlineData("ⓉⓄⓚⓔⓝⓢ 🅃🄾🄺🄴🄽🅂 🅣🅞🅚🅔🅝🅢 🆃🅾🅺🅴🅽🆂 🇹🇴🇰🇪🇳🇸 ⒯⒪", "tokenstokenstokenstokenstokensto")]
    [InlineData("ᴛᴏᴋᴇɴꜱ ᵗᵒᵏᵉⁿˢ ʇoʞǝus ᖇEᗯᗩᖇᗪᔕ", "tokenstokenstokeusrewards")]
    [InlineData("tоkеns ТОКЕNЅ ѕсаm рауpаl нello", "tokenstokensscampaypalhello")]
    [InlineData("τοκεns ΤΟΚΕΝS αβο", "tokenstokensabo")]
    [InlineData("ᎢᎾᏦᎬNᏚ ꓔꓳꓗꓰꓠꓢ հօսѕе", "tokenstokenshouse")]
    [InlineData("① ⑫ ² ٣ ९ ½ Ⅻ", "112239xii")]
    [InlineData("oﬃce ﬁne Ǆ æ straße STRASSE STRAẞE", "officefinedzaestrassestrassestrasse")]
    [InlineData("gm ☀🚀✨ 👨‍👩‍👧 👍🏽 €5 #1", "gm51")]
    [InlineData("a\"b\n\\c\u0001d", "abcd")]
    [InlineData("がギ ｶﾞ か\u3099", "かキカか")]
    [InlineData("مـــرحبا مَرْحَبًا", "مرحبامرحبا")]
    [InlineData("हिन्दी ภาษาไทย", "हिन्दीภาษาไทย")]
    [InlineData("中文，한국어。", "中文한국어")]
    [InlineData("", "")]
    public void A_text_is_folded_to_what_is_read(string text, string folded) => Assert.Equal(folded, Fold(text));

    [Theory]
    [InlineData("Привет, всем! Ещё и Йод", "ПРИВЕТ ВСЕМ ЕЩЕ И ИОД")]
    [InlineData("Καλημέρα κόσμε, ταξίδι", "ΚΑΛΗΜΕΡΑ ΚΟΣΜΕ ΤΑΞΙΔΙ")]
    [InlineData("Բարեւ Ձեզ", "ԲԱՐԵՒ ՁԵԶ")]
    public void Case_and_accents_make_no_difference_beyond_Latin(string text, string other)
    {
        // η and Η, υ and Υ, ν and Ν look like different Latin letters.
        static string Alike(string folded) => folded.Replace('h', 'n').Replace('v', 'n').Replace('y', 'u');

        Assert.Equal(Alike(Fold(other)), Alike(Fold(text)));
        Assert.False(Ascii.IsValid(Fold(text)), "it would be no text of its script");
    }

    [Theory]
    [InlineData("  Hello,\n\"big\"  W\u200borld… isn't 🚀 it?\n", "hello big world isnt it")]
    [InlineData("a.b-c_d", "a b c d")]
    [InlineData("a\u0001b\bc\fd\u007fe\u0080f\u0085g", "abcdef g")]
    public void Words_are_kept_apart_on_demand(string text, string folded) => Assert.Equal(folded, Fold(text, keepsWords: true));

    [Fact]
    public void No_character_grows_and_folding_again_changes_nothing()
    {
        var folded = new byte[16];
        var again = new byte[16];
        for (var i = 0x20; i <= 0x10FFFF; i++)
        {
            if (!Rune.IsValid(i) || i is '"' or '\\')
                continue;
            var utf8 = Encoding.UTF8.GetBytes(new Rune(i).ToString());

            var length = FoldedText.Write(utf8, folded.AsSpan(0, utf8.Length));

            var second = FoldedText.Write(folded.AsSpan(0, length), again);
            Assert.True(folded.AsSpan(0, length).SequenceEqual(again.AsSpan(0, second)), $"U+{i:X4}");
        }
    }

    [Fact]
    public void Capitals_are_folded_as_their_small_letters()
    {
        var differ = new StringBuilder();
        for (var i = 0x80; i <= 0x1FFFF; i++)
        {
            if (!Rune.IsValid(i) || Rune.ToLowerInvariant(new Rune(i)) is var small && small.Value == i)
                continue;
            if (Fold(new Rune(i).ToString()) != Fold(small.ToString()) && i is < 0x1F00 or > 0x1FFF)
                differ.Append(new Rune(i));
        }
        Assert.Equal("ΉΎΗΝΥΫ", differ.ToString());
    }

    [Fact]
    public void Folding_allocates_nothing()
    {
        var text = JsonText.Escape("Ｆree tоkens 🚀 ① Привет\n");
        var room = new byte[text.Length];
        FoldedText.Write(text, room);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            FoldedText.Write(text, room);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static string Fold(string text, bool keepsWords = false)
    {
        var escaped = JsonText.Escape(text);
        var room = new byte[escaped.Length];
        return Encoding.UTF8.GetString(room.AsSpan(0, FoldedText.Write(escaped, room, keepsWords)));
    }
}
