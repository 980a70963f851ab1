using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class PluginOptionsTests : IDisposable
{
    const string Section = "Relay:Policies:Plugin";

    readonly string _folder = Directory.CreateTempSubdirectory("relay-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Write(string name, bool isExecutable, string text = "#!/bin/sh\n")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (isExecutable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    [Fact]
    public void There_is_no_plugin_unless_a_program_is_named()
    {
        Assert.False(Bind<PoliciesOptions>().Plugin.IsOn);
        Assert.True(Bind<PoliciesOptions>(($"{Section}:Command", Write("policy.sh", isExecutable: true))).Plugin.IsOn);
    }

    [Fact]
    public void Program_that_cannot_be_started_is_a_mistake()
    {
        var missing = Path.Combine(_folder, "missing.sh");
        var plain = Write("plain.txt", isExecutable: false);

        Assert.Equal(
            [$"{Section}:Command is \"{missing}\", but there is no such file ({missing})"], ProblemsOf(($"{Section}:Command", missing)));
        Assert.Equal([$"{Section}:Command is \"{_folder}\", which is a folder"], ProblemsOf(($"{Section}:Command", _folder)));
        Assert.Equal(
            [$"{Section}:Command is \"{plain}\", which is not executable (chmod +x)"], ProblemsOf(($"{Section}:Command", plain)));
        Assert.StartsWith(
            $"{Section}:Command is \"./missing.sh\", but there is no such file ({Directory.GetCurrentDirectory()}",
            Assert.Single(ProblemsOf(($"{Section}:Command", "./missing.sh"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/usr/bin/python9\n", "names the interpreter /usr/bin/python9, but there is no such file")]
    [InlineData("#! /usr/bin/env -S A=b python9 -u\n", "names the interpreter python9, but no folder of PATH has it")]
    [InlineData("#!/bin/sh\r\nread x\r\n", "ends with CR and LF, as on Windows: save the file with LF alone")]
    [InlineData("#!/usr/bin/env sh\r\n", "ends with CR and LF, as on Windows: save the file with LF alone")]
    public void A_script_whose_interpreter_is_missing_is_a_mistake(string text, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "scripts name their interpreters on Unix only");
        Assert.Equal(
            [$"{Section}:Command is \"{Write("policy.sh", isExecutable: true, text)}\", whose first line {reason}"],
            ProblemsOf(($"{Section}:Command", Path.Combine(_folder, "policy.sh"))));
    }

    [Theory]
    [InlineData("#!/bin/sh")]
    [InlineData("#! /bin/sh -e\n")]
    [InlineData("#!/usr/bin/env -S A=b sh -e\n")]
    [InlineData("#!\n")]
    [InlineData("\u007fELF\r\n")]
    [InlineData("")]
    public void Other_programs_may_begin_with_anything(string text) =>
        Bind<PoliciesOptions>(($"{Section}:Command", Write("policy", isExecutable: true, text)));

    [Fact]
    public void Settings_of_a_plugin_that_there_is_not_are_a_mistake()
    {
        Assert.Equal([$"{Section}:Arguments has no effect without Command"], ProblemsOf(($"{Section}:Arguments:0", "x")));
        Assert.Equal([$"{Section}:Reads has no effect without Command"], ProblemsOf(($"{Section}:Reads", "true")));
    }

    [Fact]
    public void Pauses_must_be_in_order()
    {
        Assert.Equal(
            [$"{Section}:RestartMilliseconds is 30001, but must not exceed RestartMaxMilliseconds, which is 30000"],
            ProblemsOf(($"{Section}:RestartMilliseconds", "30001")));
        Bind<PoliciesOptions>(($"{Section}:RestartMilliseconds", "30000"));
    }

    [Theory]
    [InlineData("TimeoutMilliseconds", 1, 600_000)]
    [InlineData("MaxInFlight", 1, 100_000)]
    [InlineData("MaxEventBytes", 1, 100_000_000)]
    [InlineData("RestartMaxMilliseconds", 100, 3_600_000)]
    public void Limits_are_taken_at_their_bounds_and_not_beyond(string key, int lowest, int highest)
    {
        Bind<PoliciesOptions>(($"{Section}:{key}", $"{lowest}"));
        Bind<PoliciesOptions>(($"{Section}:{key}", $"{highest}"));
        Assert.NotEmpty(ProblemsOf(($"{Section}:{key}", $"{lowest - 1}")));
        Assert.NotEmpty(ProblemsOf(($"{Section}:{key}", $"{highest + 1}")));
    }

    [Fact]
    public async Task Configured_plugin_is_among_the_policies()
    {
        var options = Bind<PoliciesOptions>(($"{Section}:Command", Write("policy.sh", isExecutable: true)));
        await using var services = new ServiceCollection().AddSingleton(options).AddSingleton(TimeProvider.System)
            .AddSingleton<RelayMetrics>().BuildServiceProvider();

        await using var policy = Assert.IsType<PluginPolicy>(Assert.Single(ConfiguredPolicies.Create(services).Hooks));
    }
}
