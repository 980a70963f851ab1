namespace Relay.Server.Tests;

public sealed class SettingsFileTests
{
    // The tests of the program as a process cannot write into /etc.
    [Fact]
    public void The_systems_folder_comes_before_the_working_directory_and_the_programs_own() => Assert.Equal(
        ["/etc/relay/appsettings.json", Path.GetFullPath("appsettings.json"), Path.Combine(AppContext.BaseDirectory, "appsettings.json")],
        SettingsFile.Places);
}
