using Relay.Core;

namespace Relay.SettingsFiles.Tests;

public sealed class DocstringsTests
{
    [Fact]
    public void A_key_without_a_docstring_is_named()
    {
        var sections = new OptionsSections().Add<SilentOptions>("Relay:Sample");

        AssertNames("Relay:Sample:Silent", () => OptionsTable.Of(sections));
        AssertNames("Relay:Sample:Silent", () => OptionsSchema.Of(sections));
    }

    [Fact]
    public void A_section_without_a_docstring_is_named()
    {
        var sections = new OptionsSections().Add<SilentSection>("Relay:Sample");

        AssertNames("Relay:Sample", () => OptionsTable.Of(sections));
        AssertNames("Relay:Sample", () => OptionsSchema.Of(sections));
    }

    [Fact]
    public void A_list_without_a_docstring_is_named()
    {
        AssertNames("Relay:Sample:Rules", () => OptionsSchema.Of(new OptionsSections().Add<SilentLists>("Relay:Sample")));
    }

    [Fact]
    public void A_missing_documentation_file_is_named()
    {
        var sections = new OptionsSections().Add<object>("Relay:Sample");
        var file = Path.ChangeExtension(typeof(object).Assembly.Location, ".xml");

        var exception = Assert.Throws<DocstringException>(() => OptionsSchema.Of(sections));
        Assert.StartsWith($"{file} is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_that_nobody_added_needs_no_docstring()
    {
        var schema = OptionsSchema.Of(new OptionsSections().Add<OuterOptions>("Outer:Inner"));

        Assert.Null(schema["Outer"]!["description"]);
        Assert.Equal("Options that have sections.", (string)schema["Outer"]!["properties"]!["Inner"]!["description"]!);
    }

    [Fact]
    public void A_section_is_described_by_its_property_rather_than_its_type()
    {
        var sections = new OptionsSections().Add<OuterOptions>("Relay:Outer");

        Assert.Equal(
            "The inner section.",
            (string)OptionsSchema.Of(sections)["Relay"]!["properties"]!["Outer"]!["properties"]!["Inner"]!["description"]!);
        Assert.Contains("## Relay:Outer:Inner\n\nThe inner section.\n\n| key |", OptionsTable.Of(sections), StringComparison.Ordinal);
        Assert.Contains("| At most MaxNumber 3, a\\|b & c. |\n", OptionsTable.Of(sections), StringComparison.Ordinal);
    }

    static void AssertNames(string key, Func<object> describe) =>
        Assert.StartsWith($"{key} lacks a docstring", Assert.Throws<DocstringException>(describe).Message, StringComparison.Ordinal);

    /// <summary>Options that have sections.</summary>
    sealed class OuterOptions
    {
        /// <summary>The inner section.</summary>
        public InnerOptions Inner { get; init; } = new();
    }

    /// <summary>Options in a section.</summary>
    sealed class InnerOptions
    {
        /// <summary>
        /// At most <see cref="MaxNumber"/>
        /// <c>3</c>, <c>a|b</c> &amp; <c>c</c>.
        /// </summary>
        public int Number { get; init; }

        /// <summary>The most.</summary>
        public int MaxNumber { get; init; }
    }
}
