using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Plugins and the relays that ask them. A shell script has helper functions, and follows orders in the contents of events. It waits for
/// the test at a named pipe.
/// </summary>
sealed class PluginRelay : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public string File(string name) => _folder.File(name);

    /// <summary>A relay that asks a program. The keys are below <c>Relay:Policies:Plugin:</c>.</summary>
    public static Task<TestRelay> AskingAsync(string command, params (string Key, string? Value)[] settings) => TestRelay.StartAsync(new()
    {
        Settings = SettingsOf(command, settings),
        // These tests are about plugins that fail.
        AllowsErrors = true,
    });

    /// <summary>A relay that asks a shell script.</summary>
    public Task<TestRelay> RunningAsync(string script, params (string Key, string? Value)[] settings) =>
        AskingAsync("/bin/sh", [("Arguments:0", Write(script)), .. settings]);

    /// <summary>The settings of a relay that asks a program.</summary>
    public static Dictionary<string, string?> SettingsOf(string command, params (string Key, string? Value)[] settings) =>
        settings.Prepend(("Command", command))
            .Select(static setting => ("Policies:Plugin:" + setting.Item1, setting.Item2))
            // Longer than any time that a test gives a plugin.
            .Append(("Limits:HookTimeoutSeconds", "3600"))
            .ToDictionary(static setting => setting.Item1, static setting => setting.Item2);

    /// <summary>Writes the script, or replaces it in one step, as a careful operator does.</summary>
    public string Write(string script, string name = "plugin.sh")
    {
        var library = Path.Combine(AppContext.BaseDirectory, "Plugins", "library.sh");
        var text = $"#!/bin/sh\n. '{library}'\ncd '{_folder.Path}'\n{script}\n";
        System.IO.File.Move(_folder.Write(name + ".new", text), _folder.File(name), overwrite: true);
        return _folder.File(name);
    }

    /// <summary>Makes a named pipe.</summary>
    public async Task<string> PipeAsync(string name)
    {
        var path = _folder.File(name);
        using var process = System.Diagnostics.Process.Start("mkfifo", [path]);
        await process.WaitForExitAsync().Within("mkfifo");
        return path;
    }

    /// <summary>Writes to a pipe at which a plugin waits or will wait.</summary>
    public static Task ReleaseAsync(string pipe) =>
        Task.Run(() => System.IO.File.WriteAllText(pipe, "go\n")).Within("the plugin at the gate");

    /// <summary>Reads from a pipe what a plugin writes there.</summary>
    public static Task<string> HearAsync(string pipe) =>
        Task.Run(() => System.IO.File.ReadAllText(pipe).Trim()).Within("the plugin at the gate");

    /// <summary>Whether a process runs.</summary>
    public static bool IsAlive(string processId)
    {
        var status = $"/proc/{processId}/status";
        // A zombie is dead. Its parent will reap it.
        return System.IO.File.Exists(status) && !System.IO.File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
