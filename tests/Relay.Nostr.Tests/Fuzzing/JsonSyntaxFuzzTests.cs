using System.Text;

namespace Relay.Nostr.Tests;

public sealed class JsonSyntaxFuzzTests
{
    [Fact]
    public void Valid_JSON_in_any_spelling_is_valid()
    {
        Fuzz.Run(random =>
        {
            var json = Encoding.UTF8.GetBytes(new RandomJson(random).Value());
            Assert.True(PlainEventReader.IsJson(json));
            Assert.True(JsonSyntax.IsValid(json));
        });
    }

    [Fact]
    public void Changed_bytes_are_judged_as_System_Text_Json_judges_them()
    {
        Fuzz.Run(random =>
        {
            var json = new RandomJson(random);
            var bytes = json.Mutate(Encoding.UTF8.GetBytes(json.Value()));
            Assert.True(
                PlainEventReader.IsJson(bytes) == JsonSyntax.IsValid(bytes), Convert.ToBase64String(bytes));
        });
    }

    [Fact]
    public void Random_bytes_are_judged_as_System_Text_Json_judges_them()
    {
        Fuzz.Run(random =>
        {
            var bytes = Encoding.UTF8.GetBytes(random.GetString("[]{}:,\"\\u0dD8a1-+.eEtrunfls \n", random.Next(12)));
            Assert.True(
                PlainEventReader.IsJson(bytes) == JsonSyntax.IsValid(bytes), Encoding.UTF8.GetString(bytes));
        });
    }
}
