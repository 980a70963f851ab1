using System.Text;

namespace Relay.Policies;

/// <summary>
/// Letters that are forms of others or look like them. The data is taken from Unicode: look-alikes from confusables.txt (UTS #39, version
/// 17); compatibility forms and letters without their marks from the decompositions (NFKD); small capitals, strokes, squares and circles
/// from the characters' names. Some Greek, Cyrillic and Canadian letters that are common disguises are added. A letter of another script is
/// listed if it looks like a Latin one, or is another letter of its script with a mark. The runtime's own normalisation does nothing
/// without culture data (InvariantGlobalization).
/// </summary>
static class LookAlikes
{
    // The first letters of whole alphabets in the order of a to z, which may have gaps.
    const string Alphabets = "⒜ ⓐ ａ 𝐀 𝐚 𝐴 𝑎 𝑨 𝒂 𝒜 𝒶 𝓐 𝓪 𝔄 𝔞 𝔸 𝕒 𝕬 𝖆 𝖠 𝖺 𝗔 𝗮 𝘈 𝘢 𝘼 𝙖 𝙰 𝚊 🄐 🄰 🅐 🅰 🇦";

    // Each letter is followed by the characters that are read as it; a-d means all from a to d. Capitals are left out if their small
    // letters are listed.
    const string Letters = """
        a ªà-åāăąǎǟǡǻȁȃȧɐɑάαаӑӓᗅᗩᴀᴬᵃᵄᵅᶏḁẚạảấầẩẫậắằẳẵặἀ-ἇὰάᾀ-ᾇᾰ-ᾴᾶᾷₐⱥꓮꭺ𐊠𖽀𝚨𝛂𝛢𝛼𝜜𝜶𝝖𝝰𝞐𝞪
        b ƀƃƅɓʙβϐбвьѣҍᏼᑲᑳᖯᗷᴮᵇᵝᵦᵬᶀḃḅḇℬⲃꓐꞗꞵꮟ𐊂𐊡𐞄𐞅𝚩𝛃𝛣𝛽𝜝𝜷𝝗𝝱𝞑𝞫
        c çćĉċčƈȼɕϲсҫᑕᴄᶜḉℂℭⅽↄⲥꓚꜿꞓꞔꟲꮯ𐊢𐐽𐔜𝼝🄫
        d ðďđƌȡɖɗԁᑯᗞᗪᴅᴰᵈᵭᶁᶑḋḍḏḑḓⅅⅆⅾꓒꓓꟈꭰꮷ𐞋𐞌
        e è-ëēĕėęěǝȅȇȩɇɘəɛέεϵеѐёєҽҿӗᴇᴱᴲᵉᵊᵋᶒḕḗḙḛḝẹẻẽếềểễệἐ-ἕὲέₑₔℯℰⅇⱸⱻⴹꓰꬲꬴꭼ𐊆𐞎𝚬𝛆𝛜𝛦𝜀𝜖𝜠𝜺𝝐𝝚𝝴𝞊𝞔𝞮𝟄
        f ƒϝքᖴᵮᶂᶠḟℱꓝꜰꞙꟳꬵ𐊇𐊥𐔥𝟊
        g ĝğġģƍǥǧǵɠɡɢʛԍցᏻᴳᵍᵷᶃᶢḡℊꓖꞡꮐ𐞒𐞓𝼂
        h ĥħȟɥɦʜʮ-ʱΉΗнћңһӈӊհᏺᕼᴴᵸᶣḣḥḧḩḫẖἨ-Ἧᾘ-ᾟῊΉῌₕℋ-ℏⱨⲏꓧꚕꞕꟸꮋꮒ𐋏𐞕𐞖𝚮𝛨𝜢𝝜𝞖
        i ì-ïĩīĭįİıǐȉȋɨɩɪΐίιϊіїւᴉᴵᵎᵢᵻᵼᶖᶤ-ᶧḭḯỉịἰ-ἷὶίιῐ-ΐῖῗⁱℐℑℹⅈⅰⲓꙇꭵ𝚤𝛊𝜄𝜾𝝸𝞲𝼚
        j ĵǰȷɉɟʄʝʲϳјᒍᴊᴶⅉⱼꓙꭻ
        k kķƙǩʞκкќқҟᴋᴷᵏᶄḱḳḵₖⱪⲕꓗꝁꝃꝅꞣꮶ𐔘𝚱𝛫𝜥𝝟𝞙𝼃𝼐
        l ĺļľŀłƚǀȴɫɬɭʟˡӏᒪᴌᴸᶅᶩᶫḷḹḻḽₗℒℓⅼⱡⳑⵏꓡꓲꝉꞁꞎꬷꬸꬹꭞꮮ𐊊𐑃𐔦𐞶𖼖𖼨𝚰𝛪𝜤𝝞𝞘𝼄𝼑𝼓
        m ɯɰɱμϻмӎᗰᴍᴹᵐᵚᵯᶆᶬḿṁṃₘℳⅿⲙꓟꟺꬺꮇ𐊰𑜀𝚳𝛭𝜧𝝡𝞛
        n ñńņňŋƞǹȵɲɳɴͷΝήηийѝӣӥղոռᑎᴎᴺᴻᵑᵰᶇᶯᶰṅṇṉṋἠ-ἧὴήᾐ-ᾗῂῃῄῆῇⁿₙℕⲛꓠꞑꞥꬻ𐑍𐔓𝚴𝛈𝛮𝜂𝜨𝜼𝝢𝝶𝞜𝞰
        o ºò-öøōŏőơǒǫǭǿȍȏȫȭȯȱɵθοςσόϑϛϭоѳӧөӫօᴏᴑᴓᴼᵒᶱᶿṍṏṑṓọỏốồổỗộớờởỡợὀ-ὅὸόₒℴⱺⲋⲑⲟⴱⵁⵔꓳꝋꝍꬽꬾꭴꮎꮻ𐊒𐊫𐐬𐓪𐔖𐞢𝚯𝚶𝚹𝛉𝛐𝛓𝛔𝛝𝛩𝛰𝛳𝜃𝜊𝜍𝜎
        o 𝜗𝜣𝜪𝜭𝜽𝝄𝝇𝝈𝝑𝝝𝝤𝝧𝝷𝝾𝞁𝞂𝞋𝞗𝞞𝞡𝞱𝞸𝞻𝞼𝟅𝼛
        p þƥƿρϱϸрᑭᴘᴩᴾᵖᵨᵱᵽᶈṕṗῤῥₚℙⲣⳏꓑꝑꝓꝕꮲ𐊕𝚸𝛒𝛠𝛲𝜌𝜚𝜬𝝆𝝔𝝦𝞀𝞎𝞠𝞺𝟈🆊
        q ɋʠԛգզᑫℚⵕꝗꝙꞯꟴ𐞥
        r ŕŗřȑȓɍɹ-ʀʳʴгяѓғᖇᴙᴚᴦᴿᵣᵲᵳᶉṙṛṝṟℛℜℝⱹⲅꓣꞧꭆ-ꭉꭨꭱꮁꮢ𐓜𐞨𐞪𖼵𝼈𝼕𝼖🄬
        s śŝşšſƽșȿʂˢѕտᔕᵴᶊᶳṡṣṥṧṩẛẜẝₛꓢꜱꞩꟊꮥꮪ𐊖𐑈𖼺𝼞🄪
        t ţťŧƫƭțȶʇʈτтҭᴛᵀᵗᵵṫṭṯṱẗₜⱦⲧꓔꭲ𐊗𐊱𖼊𝚻𝛕𝛵𝜏𝜯𝝉𝝩𝞃𝞣𝞽𝼉𝼍
        u ù-üũūŭůűųưǔǖǘǚǜȕȗʉΰυϋύџսᑌᴜᴝᵁᵘᵤᵾᶙᶸᶹṳṵṷṹṻụủứừửữựὐ-ὗὺύῠ-ΰῦῧꓴꞟꞹꭎꭒꭟꮜ𐓶𖽂𝛖𝜐𝝊𝞄𝞾
        v ʋʌνѵѷᐯᴠᵛᵥᶌᶺṽṿⅴⱱⱴⱽⴸꓦꝟꮩ𐔝𑜆𖼈𝛎𝜈𝝂𝝼𝞶
        w ŵʍʷшѡѽԝաᗯᴡᵂẁẃẅẇẉẘⱳⲽꓪꭩꮃꮤ𑓅𑜊𑜎𑜏
        x ˣχхҳᕁᕽ᙭ᶍẋẍₓⅹⲭⵝꓫꭓꭖ-ꭙ𐊐𐊴𐔧𝚾𝛸𝜲𝝬𝞦
        y ýÿŷƴȳɏɣʎʏʸˠΎΥΫγϒϓϔуўүұӯӱӳᵞᵧẏẙỳỵỷỹỿὙὛὝὟῨ-Ύℽⲩꓬꭚꭹꮍ𐊲𐞠𐞲𖽃𝚼𝛄𝛶𝛾𝜰𝜸𝝪𝝲𝞤𝞬𝼆
        z źżžƶȥɀʐʑζᘔᴢᵶᶎᶻᶼẑẓẕℤℨⱬꓜꮓ𝚭𝛧𝜡𝝛𝞕
        """;

    // Characters that are read as several letters, divided by |.
    const string Ligatures = """
        aa ꜳ | ae æǣǽᴁᴂ | ao ꜵ | au ꜷ | av ꜹꜻ | ay ꜽ | dz ǆǳ | et ꝫ | ff ﬀ | fi ﬁ | fl ﬂ | hv ƕ | ii ⅱ | ij ĳ | is ꝭ | iv ⅳ | ix ⅸ | lj ǉ
        nj ǌ | oe ɶᴔꭁꭂ | oi ƣ | oo ꝏ | ou ȣᴕ | rs ₨ | ss ßᏸꟗ | st ﬅﬆ | th ᵺ | tz ꜩ | ue ᵫ | ui ꭐꭑ | um ꝸ | uo ꭣ | vi ⅵ | vy ꝡ | xi ⅺ | ffi ﬃ
        ffl ﬄ | iii ⅲ | vii ⅶ | xii ⅻ
        """;

    // Greek, Cyrillic and Japanese letters with marks or in half the width.
    const string OtherScripts = """
        k ϰ | x ᵪ | π ϖ | φ ϕᵩ | ω Ώώὠ-Ὧὼώᾠ-ᾯῲῳῴῶῷῺΏῼ | ж ӁӂӜӝ | з Ӟӟ | ч Ӵӵ | ы Ӹӹ | э Ӭӭ | ә Ӛӛ | う ゔ | か が | き ぎ | く ぐ | け げ | こ ご | さ ざ
        し じ | す ず | せ ぜ | そ ぞ | た だ | ち ぢ | つ づ | て で | と ど | は ばぱ | ひ びぴ | ふ ぶぷ | へ べぺ | ほ ぼぽ | ゝ ゞ | ァ ｧ | ア ｱ | ィ ｨ | イ ｲ | ゥ ｩ | ウ ヴｳ
        ェ ｪ | エ ｴ | ォ ｫ | オ ｵ | カ ガｶ | キ ギｷ | ク グｸ | ケ ゲｹ | コ ゴｺ | サ ザｻ | シ ジｼ | ス ズｽ | セ ゼｾ | ソ ゾｿ | タ ダﾀ | チ ヂﾁ | ッ ｯ | ツ ヅﾂ | テ デﾃ | ト ドﾄ
        ナ ﾅ | ニ ﾆ | ヌ ﾇ | ネ ﾈ | ノ ﾉ | ハ バパﾊ | ヒ ビピﾋ | フ ブプﾌ | ヘ ベペﾍ | ホ ボポﾎ | マ ﾏ | ミ ﾐ | ム ﾑ | メ ﾒ | モ ﾓ | ャ ｬ | ヤ ﾔ | ュ ｭ | ユ ﾕ | ョ ｮ
        ヨ ﾖ | ラ ﾗ | リ ﾘ | ル ﾙ | レ ﾚ | ロ ﾛ | ワ ヷﾜ | ヰ ヸ | ヱ ヹ | ヲ ヺｦ | ン ﾝ | ー ｰ | ヽ ヾ
        """;

    // A page has one byte for each of 256 characters: the number of its target. 0 stands for characters that stay themselves.
    static readonly byte[]?[] Pages = new byte[0x200][];
    static readonly List<byte[]> Targets = [[]];

    static LookAlikes()
    {
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            foreach (var first in Alphabets.EnumerateRunes())
            {
                if (first.Value != ' ')
                    Add(first.Value + letter - 'a', Targets.Count);
            }
            Targets.Add([(byte)letter]);
        }
        foreach (var row in string.Join('\n', Letters, Ligatures, OtherScripts).Split(['\n', '|'], StringSplitOptions.TrimEntries))
        {
            var end = row.IndexOf(' ', StringComparison.Ordinal);
            Targets.Add(Encoding.UTF8.GetBytes(row[..end]));
            AddAll(row[(end + 1)..], Targets.Count - 1);
        }
    }

    /// <summary>What a character is read as, in UTF-8 that is never longer than its own. Empty if it is read as itself.</summary>
    public static ReadOnlySpan<byte> Find(Rune character)
    {
        var page = character.Value >> 8;
        return page < Pages.Length && Pages[page] is { } targets ? Targets[targets[character.Value & 0xFF]] : default;
    }

    static void AddAll(string sources, int target)
    {
        var last = 0;
        var isRange = false;
        foreach (var source in sources.EnumerateRunes())
        {
            if (source.Value == '-')
            {
                isRange = true;
                continue;
            }
            for (var each = isRange ? last + 1 : source.Value; each <= source.Value; each++)
                Add(each, target);
            last = source.Value;
            isRange = false;
        }
    }

    static void Add(int source, int target) => (Pages[source >> 8] ??= new byte[0x100])[source & 0xFF] = checked((byte)target);
}
