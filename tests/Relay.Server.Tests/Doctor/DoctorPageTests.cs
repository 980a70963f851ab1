using Relay.TestSupport;

namespace Relay.Server.Tests;

/// <summary>The page about <c>relay doctor</c> lists its checks.</summary>
public sealed class DoctorPageTests
{
    [Fact]
    public void The_table_has_a_row_for_each_check_in_the_order_of_the_report()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "doctor.md"));
        var rows = page.SkipWhile(static line => line != "| check | what it finds out |").Skip(2)
            .TakeWhile(static line => line.StartsWith('|'));

        Assert.Equal(DoctorChecks.All.Select(static check => $"| {check.Name} | {check.Purpose} |"), rows);
    }

    [Fact]
    public void Each_check_has_a_name_of_its_own() =>
        Assert.Equal(DoctorChecks.All.Count, DoctorChecks.All.Select(static check => check.Name).Distinct().Count());
}
