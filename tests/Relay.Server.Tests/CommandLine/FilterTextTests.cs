namespace Relay.Server.Tests;

public sealed class FilterTextTests
{
    // The examples of NIP-19.
    const string Key = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    const string Note = "note10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qnx3ujq";

    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"since":"2h","until":"1700000000"}""", """{"since":1799992800,"until":1700000000}""")]
    [InlineData("""{"kinds":[1], // notes""" + "\n}", """{"kinds":[1]}""")]
    [InlineData($$"""{"authors":["{{Npub}}"],"#p":["{{Key}}"]}""", $$"""{"authors":["{{Key}}"],"#p":["{{Key}}"]}""")]
    [InlineData("""{"#t":["npub1 is a word here"]}""", """{"#t":["npub1 is a word here"]}""")]
    [InlineData("""{"#d":["note1"]}""", """{"#d":["note1"]}""")]
    public void Times_and_keys_are_translated_and_the_rest_stays(string text, string filter) =>
        Assert.Equal([filter], FilterText.Parse(text, Now));

    [Theory]
    [InlineData("""{"limit":1}{"limit":2}""")]
    [InlineData("""[{"limit":1},{"limit":2}]""")]
    [InlineData("""["REQ","id",{"limit":1},{"limit":2}]""")]
    [InlineData("{\"limit\":1}\n{\"limit\":2}\n")]
    public void Several_filters_are_taken_in_each_form(string text) =>
        Assert.Equal(["""{"limit":1}""", """{"limit":2}"""], FilterText.Parse(text, Now));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[]", "is empty")]
    [InlineData("null", "must be an object")]
    [InlineData("{\"kinds\":[\"x\"]}", "cannot be used: invalid: ")]
    [InlineData("{\"kinds\":1}", "cannot be used: invalid: ")]
    [InlineData("{\"since\":\"1h\",\"since\":true}", "has since twice")]
    [InlineData("[\"EVENT\",{}]", "in the place of a filter")]
    [InlineData("[[{}]]", "in the place of a filter")]
    [InlineData("{\"authors\":[\"" + Note + "\"]}", "which is not a public key")]
    public void Anything_else_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => FilterText.Parse(text, Now)).Message, StringComparison.Ordinal);
}
