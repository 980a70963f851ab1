using System.Text;

namespace Relay.Nostr.Tests;

public sealed class JsonSyntaxTests
{
    [Theory]
    [InlineData("null")]
    [InlineData(" true ")]
    [InlineData("-0")]
    [InlineData("-0.0e-0")]
    [InlineData("1E+400")]
    [InlineData("\"\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u00Af\\/\\b\"")]
    [InlineData("\"\u007f\u0080\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\t[ 1 ,\n[ ] , { } ,\r{ \"a\" : [ { \"b\" : null } ] } ]")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void Valid_JSON_is_valid(string json) => AssertIsValid(true, json);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nul")]
    [InlineData("nullx")]
    [InlineData("True")]
    [InlineData("NaN")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.e1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x10")]
    [InlineData("--1")]
    [InlineData("'a'")]
    [InlineData("\"")]
    [InlineData("\"\\\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\u123")]
    [InlineData("\"\\")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\0\"")]
    [InlineData("\"\u001f\"")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData("[1")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{]")]
    [InlineData("{")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{1:2}")]
    [InlineData("{a:2}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("[\"a\":1]")]
    [InlineData("[] []")]
    [InlineData("[]x")]
    [InlineData("[]\0")]
    [InlineData("/**/[]")]
    [InlineData("\ufeff[]")]
    [InlineData("\u00a0[]")]
    [InlineData("\v[]")]
    public void Anything_else_is_not(string json) => AssertIsValid(false, json);

    [Theory]
    [InlineData("22ff22")]
    [InlineData("22c322")]
    [InlineData("2280 22")]
    [InlineData("22c0af22")]
    [InlineData("22e282 22")]
    [InlineData("22eda08022")]
    [InlineData("22f4908080 22")]
    [InlineData("22f8888080 8022")]
    public void Bytes_that_are_not_UTF8_are_not_valid(string hex)
    {
        Assert.False(JsonSyntax.IsValid(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Values_are_nested_32_deep_and_no_deeper()
    {
        AssertIsValid(true, new string('[', 32) + new string(']', 32));
        AssertIsValid(false, new string('[', 33) + new string(']', 33));
        AssertIsValid(true, Objects(32));
        AssertIsValid(false, Objects(33));
        AssertIsValid(true, "[" + string.Join(',', Enumerable.Repeat(Objects(31), 3)) + "]");

        static string Objects(int depth) =>
            string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
    }

    static void AssertIsValid(bool expected, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Assert.Equal(expected, PlainEventReader.IsJson(bytes));
        Assert.Equal(expected, JsonSyntax.IsValid(bytes));
    }
}
