namespace Relay.FunctionalTests;

/// <summary>Programs that run plugins and other scripts, if they are installed.</summary>
static class Interpreter
{
    /// <summary>A plugin of these tests that needs one of the programs. Without it the test is skipped.</summary>
    public static string Script(string name)
    {
        Require(Path.GetExtension(name) == ".py" ? "python3" : "node");
        return Path.Combine(AppContext.BaseDirectory, "Plugins", name);
    }

    /// <summary>Skips the test if this program is not installed.</summary>
    public static void Require(string interpreter)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, interpreter))))
            Assert.Skip($"{interpreter} is not installed");
    }
}
