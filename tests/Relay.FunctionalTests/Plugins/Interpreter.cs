namespace Relay.FunctionalTests;

/// <summary>Programs that run plugins, if they are installed.</summary>
static class Interpreter
{
    /// <summary>A plugin of these tests that needs one of the programs. Without it the test is skipped.</summary>
    public static string Script(string name)
    {
        var interpreter = Path.GetExtension(name) == ".py" ? "python3" : "node";
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, interpreter))))
            Assert.Skip($"{interpreter} is not installed");
        return Path.Combine(AppContext.BaseDirectory, "Plugins", name);
    }
}
