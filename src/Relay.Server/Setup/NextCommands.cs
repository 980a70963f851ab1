namespace Relay.Server;

/// <summary>What the operator runs next.</summary>
static class NextCommands
{
    public static IEnumerable<string> Of(SetupAnswers answers) => answers.RunBy switch
    {
        RunBy.Systemd => Systemd(answers),
        RunBy.Compose =>
        [
            "docker build -t relay .    # in the folder of the relay's source",
            $"docker compose --project-directory {Quoted(answers.Output)} up -d",
        ],
        _ => [$"{Quoted(Environment.ProcessPath!)} --config {Quoted(Path.Combine(answers.Output, "appsettings.json"))}"],
    };

    static IEnumerable<string> Systemd(SetupAnswers answers)
    {
        const string units = "/etc/systemd/system", state = "/var/lib/relay";
        var unit = answers.Unit!;
        if (Path.GetDirectoryName(unit) != units)
            yield return $"sudo cp {Quoted(unit)} {units}/relay.service";
        if (!IsUser("relay"))
            yield return "sudo useradd --system --home-dir /var/lib/relay --shell /usr/sbin/nologin relay";
        // systemd makes its state folder, but no other one, and does not start a unit whose folder is missing.
        if (!answers.Store.StartsWith(state + "/", StringComparison.Ordinal))
            yield return $"sudo install -d -o relay -g relay -m 750 {Quoted(answers.Store)}";
        yield return "sudo systemctl daemon-reload";
        yield return "sudo systemctl enable --now relay";
    }

    static bool IsUser(string name)
    {
        try
        {
            return File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A path as a shell reads it.</summary>
    static string Quoted(string path) => path.All(static c => char.IsAsciiLetterOrDigit(c) || "/._-+".Contains(c, StringComparison.Ordinal))
        ? path
        : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
