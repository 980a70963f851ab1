using Microsoft.Extensions.Configuration;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class OptionsBindingTests
{
    [Fact]
    public void Nothing_configured_gives_the_defaults()
    {
        var options = Bind<RelayOptions>();

        Assert.Equal(1_000, options.Limits.MaxLimit);
        Assert.Null(options.PublicUrl);
        Assert.True(options.Network.Compression);
    }

    [Fact]
    public void Each_type_of_value_is_read()
    {
        var options = Bind<SampleOptions>(
            ("Relay:Sample:Text", "changed"), ("Relay:Sample:PerhapsNumber", "10"), ("Relay:Sample:BigNumber", "9223372036854775807"),
            ("Relay:Sample:Fraction", "1.25"), ("Relay:Sample:Choice", "friday"),
            ("Relay:Sample:Kinds:0", "1"), ("Relay:Sample:Kinds:1", "30023"), ("Relay:Sample:Password", "s"));

        Assert.Equal("changed", options.Text);
        Assert.Equal(10, options.PerhapsNumber);
        Assert.Equal(long.MaxValue, options.BigNumber);
        Assert.Equal(1.25, options.Fraction);
        Assert.Equal(DayOfWeek.Friday, options.Choice);
        Assert.Equal(new ushort[] { 1, 30023 }, options.Kinds);
        Assert.Equal("s", options.Password);
    }

    [Fact]
    public void A_section_and_its_relay_see_the_same_objects()
    {
        var bound = WithSample.Bind(Keys(("Relay:Limits:MaxFilters", "7")));

        Assert.Same(bound.Get<RelayOptions>().Limits, bound.Get<LimitsOptions>());
        Assert.Equal(7, bound.Get<LimitsOptions>().MaxFilters);
    }

    [Fact]
    public void Key_names_ignore_case_as_environment_variables_need()
    {
        Assert.Equal(9, Bind<LimitsOptions>(("RELAY:limits:MAXFILTERS", "9")).MaxFilters);
    }

    [Fact]
    public void Null_and_empty_text_unset_an_optional_value()
    {
        Assert.Null(WithSample.Bind(Json("""{"Relay":{"Sample":{"PerhapsNumber":null}}}""")).Get<SampleOptions>().PerhapsNumber);
        Assert.Null(Bind<SampleOptions>(("Relay:Sample:PerhapsNumber", "")).PerhapsNumber);
        Assert.Null(Bind<RelayOptions>(("Relay:PublicUrl", "")).PublicUrl);
    }

    [Fact]
    public void A_list_in_a_file_may_be_empty_or_null()
    {
        Assert.Empty(WithSample.Bind(Json("""{"Relay":{"Sample":{"Kinds":[]}}}""")).Get<SampleOptions>().Kinds!);
        Assert.Null(WithSample.Bind(Json("""{"Relay":{"Sample":{"Kinds":null}}}""")).Get<SampleOptions>().Kinds);
    }

    [Fact]
    public void A_later_source_replaces_list_values_by_index()
    {
        var configuration = new ConfigurationBuilder()
            .AddConfiguration(Json("""{"Relay":{"Sample":{"Kinds":[1,2]}}}"""))
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Relay:Sample:Kinds:1", "7")])
            .Build();

        Assert.Equal(new ushort[] { 1, 7 }, WithSample.Bind(configuration).Get<SampleOptions>().Kinds);
    }

    [Fact]
    public void The_usual_default_limit_gives_way_to_a_lower_maximum()
    {
        var options = Bind<LimitsOptions>(("Relay:Limits:MaxLimit", "10"), ("Relay:Limits:DefaultLimit", "500"));

        Assert.Equal(10, options.DefaultLimit);
        Assert.Equal(10, Bind<LimitsOptions>(("Relay:Limits:MaxLimit", "10")).DefaultLimit);
    }

    [Fact]
    public void Sections_may_be_added_in_any_order_but_not_twice_with_other_types()
    {
        var sections = new OptionsSections().Add<SampleOptions>("Other:Inner").Add<SampleOptions>("Other:Inner");

        Assert.Equal("x", sections.Bind(Keys(("Other:Inner:Text", "x"))).Get<SampleOptions>().Text);
        Assert.Throws<InvalidOperationException>(() => sections.Add<LimitsOptions>("Other:Inner"));
    }

    [Fact]
    public void A_section_inside_the_relays_own_cannot_be_taken()
    {
        Assert.Throws<InvalidOperationException>(() => new OptionsSections().Add<SampleOptions>("Relay:Limits").Bind(Keys()));
    }

    [Fact]
    public void Secrets_are_masked_where_options_are_shown()
    {
        var shown = WithSample.Bind(Keys(("Relay:Sample:Password", "hunter2"), ("Relay:Limits:MaxFilters", "9"))).Describe().ToJsonString();

        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.Contains("\"Password\":\"(secret)\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"MaxFilters\":9", shown, StringComparison.Ordinal);
    }
}
