using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>Variants of twenty texts in a thousand disguises, with nothing remembered but the texts themselves.</summary>
public sealed class DuplicateTextAttackTests
{
    static readonly string[] Texts =
    [
        "Get free sats today, visit our site and claim your airdrop!",
        "Congratulations! You have been selected to receive 0.5 BTC. Click the link below to claim your reward before it expires tonight.",
        "Join our private trading group. We guarantee 300% profit every month, no experience needed. Write to crypto king now.",
        "I was skeptical at first but this platform paid me $5000 in one week. Ask me how, I will show you the way step by step.",
        "Hot singles in your area are waiting for you, register for free and meet them tonight",
        "Buy followers, likes and zaps for your account. Cheap prices, instant delivery, real users only. Contact us today.",
        "WARNING: your wallet has been compromised. Verify your seed phrase at the official support page to keep your funds safe.",
        "New token launch! The next 1000x gem is here, presale is open for 24 hours only, do not miss it like you missed bitcoin",
        "Make money from home with this one simple trick that banks do not want you to know about",
        "Бесплатные биткоины для всех! Переходи по ссылке и получи свой бонус прямо сейчас, количество мест ограничено",
        "Заработок в интернете без вложений, от 100 долларов в день. Пиши в личные сообщения, расскажу всё подробно",
        "免费领取比特币空投，点击链接立即注册，名额有限先到先得，邀请好友还可以获得更多奖励，快来参加吧",
        "本日限定！無料でビットコインをプレゼントします。今すぐリンクをクリックして登録してください。お見逃しなく",
        "Gana dinero rápido desde tu casa con nuestra plataforma automática, regístrate hoy y recibe un bono de bienvenida",
        "We are hiring remote workers for simple online tasks. Earn up to $300 per day, paid daily. Send a message to apply.",
        "This relay is run by thieves and censors. Move to our relay now and get premium membership for free, offer ends soon.",
        "The developer of this client stole our money. Share this message everywhere so that everybody knows the truth about him!",
        "Limited offer: buy one hardware wallet and get another one for free, only in our official store, shipping worldwide",
        "Ich habe mit dieser App in einer Woche 3000 Euro verdient, probiere es selbst aus, es ist kostenlos und ganz einfach",
        "The revolution of finance is here. Stake your coins with us and earn income every single day while you sleep. Our contracts are "
            + "audited, our team is known and our community is growing faster than any other. Do not stay behind: thousands have already "
            + "changed their lives. Visit our website, connect your wallet and start earning in less than two minutes. Terms apply.",
    ];

    [Fact]
    public async Task Most_disguises_of_known_texts_are_refused()
    {
        var seed = System.Random.Shared.Next();
        var random = new Random(seed);
        var disguise = new TextDisguise(random);
        var policy = new DuplicateTextPolicy(new DuplicateTextOptions { MaxCopies = 1 }, new FakeTime());
        var author = new Author();
        foreach (var text in Texts)
            Assert.Equal("", await Judge.EventAsync(policy, author.Note(text)));

        var refused = 0;
        for (var i = 0; i < 1_000; i++)
            refused += await Judge.EventAsync(policy, author.Note(disguise.Change(Texts[i % Texts.Length]))) == "" ? 0 : 1;

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {refused} of 1000 refused");
        Assert.True(refused >= 930, $"seed {seed}: only {refused} of 1000 disguised texts were refused");
    }
}
