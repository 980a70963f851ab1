using System.Xml.Linq;

namespace Relay.SettingsFiles.Tests;

public sealed class DocstringTextTests
{
    [Theory]
    [InlineData("One sentence.", "One sentence.")]
    [InlineData("\n            Two\n            lines,\tone  text.\n        ", "Two lines, one text.")]
    [InlineData("At most <see cref=\"P:Relay.Core.LimitsOptions.MaxLimit\"/>.", "At most MaxLimit.")]
    [InlineData("A <see cref=\"T:Relay.Core.RelayOptions\" /> and a <see cref=\"F:A.B.C\"></see>.", "A RelayOptions and a C.")]
    [InlineData("Calls <see cref=\"M:Relay.Core.OptionsSections.Add``1(System.String)\"/>.", "Calls Add.")]
    [InlineData("Any <see cref=\"T:System.Func`2\">function</see>.", "Any function.")]
    [InlineData("By <paramref name=\"key\"/> of <typeparamref name=\"T\"/>, or <see langword=\"null\"/>.", "By key of T, or null.")]
    [InlineData("Write <c>a &lt; b</c> &amp; <c>\"c\"</c>.", "Write a < b & \"c\".")]
    [InlineData("<!-- Not this. -->", "")]
    public void A_docstring_becomes_plain_text_on_one_line(string docstring, string text)
    {
        Assert.Equal(text, DocstringText.Of(XElement.Parse($"<summary>{docstring}</summary>", LoadOptions.PreserveWhitespace)));
    }
}
