using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program's setup where nobody can be asked: by options.</summary>
public sealed class SetupCommandTests : IDisposable
{
    const string Nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";

    readonly TemporaryFolder _folder = new();
    readonly Author _operator = new();
    readonly Author _member = new();

    string Npub => Nip19.EncodePublicKey(_operator.PublicKey.Span);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_options_that_are_missing_are_told_at_once_and_nothing_is_written()
    {
        var result = await SetupAsync();

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            ["--name", "--pubkey", "--write", "--yes"],
            result.ErrorLines.Select(static line => line.Split(' ')[1]));
        Assert.All(result.ErrorLines, static line => Assert.Contains(" is missing: ", line, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(null, "all", "--write is not one of everyone, members, private, proven, trusted")]
    [InlineData("--domain", "wss://relay.example.com", "--domain is not a host name such as relay.example.com, without wss:// and port")]
    [InlineData("--proxy", "nginx", "--proxy is neither none, local nor docker, nor an address such as 10.0.0.1 or 10.0.0.0/24")]
    [InlineData("--run-by", "cron", "--run-by is not one of hand, systemd, compose")]
    [InlineData("--members", "npub1x", "--members has a key at place 1 that ")]
    [InlineData("--compose", null, "--domain is missing: the proxy of the compose file gets its certificate for this host name")]
    public async Task A_wrong_answer_is_told_with_its_reason(string? option, string? value, string reason)
    {
        var result = await SetupAsync(option is null ? Good(value!) : [.. Good(), .. new[] { option, value }.OfType<string>()]);

        result.AssertFailedWith($"relay: {reason}", exitCode: 2);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("--pubkey")]
    [InlineData("--members")]
    public async Task A_secret_key_is_refused_and_not_repeated(string option)
    {
        string[] others = [.. Good().Where(argument => option == "--members" || argument != option && argument != Npub)];

        var result = await SetupAsync([.. others, option, Nsec]);

        result.AssertFailedWith("is a secret key (nsec), which is for nobody else", exitCode: 2);
        Assert.DoesNotContain(Nsec[5..20], result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_written_settings_pass_the_check_and_have_only_what_differs_from_the_defaults()
    {
        var result = await SetupAsync([.. Good(), "--description", "For us.", "--domain", "Relay.example.com", "--proxy", "local"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.DoesNotContain('█', result.Output);
        Assert.Contains("The relay's address for clients: wss://relay.example.com\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"  {Repository.Program} --config {_folder.File("appsettings.json")}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["appsettings.json", "members.txt"], Names());
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("appsettings.json")));
        Assert.Equal(["$schema", "Urls", "Relay"], json.RootElement.EnumerateObject().Select(static key => key.Name));
        Assert.True(File.Exists(new Uri(json.RootElement.GetProperty("$schema").GetString()!).LocalPath));
        var check = await RelayProcess.RunAsync(_folder.Path, "config check");
        Assert.Equal((0, $"No mistakes. Settings file: {_folder.File("appsettings.json")}\n"), (check.ExitCode, check.Output));
    }

    [Theory]
    [InlineData("everyone")]
    [InlineData("members")]
    [InlineData("private")]
    [InlineData("proven")]
    [InlineData("trusted")]
    public async Task A_relay_with_the_written_settings_decides_who_may_write(string access)
    {
        string[] members = access is "members" or "private" ? ["--members", Nip19.EncodePublicKey(_member.PublicKey.Span)] : [];
        Assert.Equal(0, (await SetupAsync([.. Good(access), .. members])).ExitCode);
        await using var relay = RelayProcess.Start(_folder.Path, ["--config", "appsettings.json", "--urls", "http://127.0.0.1:0"]);
        var address = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        var needsProof = access is "private" or "proven";

        // A web of trust begins with the operator alone.
        Assert.Equal("", await PublishAsync(address, _operator, needsProof));
        Assert.Equal(access is "trusted", (await PublishAsync(address, _member, needsProof)).Length > 0);
        var stranger = await PublishAsync(address, new Author(), needsProof);
        if (access is "everyone" or "proven")
            Assert.Equal("", stranger);
        else
            Assert.Matches("^(restricted|blocked): ", stranger);
        if (needsProof)
            Assert.StartsWith("auth-required: ", await PublishAsync(address, _operator, proves: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Existing_files_stay_as_they_are_unless_they_may_be_replaced()
    {
        _folder.Write("members.txt", "mine");

        var refused = await SetupAsync(Good());

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            [$"relay: {_folder.File("members.txt")} exists; --force replaces it", "relay: nothing was written"], refused.ErrorLines);
        Assert.Equal(["members.txt"], Names());
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("members.txt")));
        Assert.Equal(0, (await SetupAsync([.. Good(), "--force"])).ExitCode);
        Assert.Contains($"\n{Npub}\n", await File.ReadAllTextAsync(_folder.File("members.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_is_that_of_the_repository_with_this_machines_paths()
    {
        const string settings = "/srv/relay-test-that-does-not-exist", folder = "/srv/relay-test-program";
        var hidden = await SetupAsync([.. Good(), "--output", _folder.Path, "--unit", _folder.File("relay.service")]);
        Assert.Equal(2, hidden.ExitCode);
        Assert.Contains(
            hidden.ErrorLines,
            static line => line.StartsWith("relay: The unit hides /tmp from the relay, and the settings", StringComparison.Ordinal));

        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root writes outside of the folder for temporary files");
        try
        {
            // The repository may be in a folder that the unit hides, too.
            await using (var copy = RelayProcess.Start("cp", "/", ["-r", Path.GetDirectoryName(Repository.Program)!, folder]))
                await copy.EndAsync();
            await using var setup = RelayProcess.Start(
                $"{folder}/relay", _folder.Path,
                ["setup", .. Good(), "--output", settings, "--store", "/srv/events", "--unit", _folder.File("relay.service")]);
            var result = await setup.EndAsync();

            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            var unit = await File.ReadAllTextAsync(_folder.File("relay.service"));
            var repository = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "relay.service"));
            const string start = "ExecStart=/opt/relay/relay\n", strict = "ProtectSystem=strict\n";
            Assert.Equal(
                repository
                    .Replace(start, $"ExecStart={folder}/relay --config {settings}/appsettings.json\n", StringComparison.Ordinal)
                    .Replace(strict, $"{strict}ReadWritePaths=/srv/events\n", StringComparison.Ordinal),
                unit);
            Assert.Contains("  sudo systemctl enable --now relay\n", result.Output, StringComparison.Ordinal);
            if (File.Exists("/usr/bin/systemd-analyze"))
            {
                Assert.Equal(0, await SystemdAnalyzeAsync("verify"));
                // 2.0 on systemd's scale from 0 to 10.
                Assert.Equal(0, await SystemdAnalyzeAsync("security", "--offline=true", "--threshold=20"));
            }
        }
        finally
        {
            foreach (var made in new[] { settings, folder }.Where(Directory.Exists))
                Directory.Delete(made, recursive: true);
        }
    }

    [Fact]
    public async Task The_compose_files_are_those_of_the_repository()
    {
        var result = await SetupAsync([.. Good(), "--compose", "--domain", "relay.example.com"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docker", "compose.yaml")),
            await File.ReadAllTextAsync(_folder.File("compose.yaml")));
        Assert.Equal("RELAY_HOST=relay.example.com\n", await File.ReadAllTextAsync(_folder.File(".env")));
        var settings = await File.ReadAllTextAsync(_folder.File("settings/appsettings.json"));
        Assert.Contains("\"/etc/relay/members.txt\"", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("PublicUrl", settings, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("settings/members.txt")));
    }

    [Fact]
    public async Task The_address_is_also_a_QR_code_of_plain_text_if_asked_for()
    {
        var result = await SetupAsync([.. Good(), "--qr"]);

        var rows = result.Output.Split('\n').Where(static line => line.Length > 20 && line.All("█▀▄ ".Contains)).ToList();
        // Version 2 has 25 squares a side and four more around it.
        Assert.Equal(Enumerable.Repeat(33, 17), rows.Select(static row => row.Length));
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task The_relays_own_user_may_read_the_files_whatever_the_shells_mask_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        await using var setup = RelayProcess.Start(
            "sh", _folder.Path,
            ["-c", "umask 077; exec \"$0\" \"$@\"", Repository.Program, "setup", .. Good(), "--output", _folder.File("settings")]);

        Assert.Equal(0, (await setup.EndAsync()).ExitCode);
        Assert.Equal("rwxr-xr-x", ModeOf("settings"));
        Assert.Equal("rw-r--r--", ModeOf("settings/members.txt"));

        string ModeOf(string name)
        {
            var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_folder.File(name));
            return string.Concat("rwxrwxrwx".Select((letter, i) => ((int)mode >> (8 - i) & 1) == 1 ? letter : '-'));
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_fails_with_a_line()
    {
        _folder.Write("file", "");

        var result = await SetupAsync([.. Good(), "--output", _folder.File("file")]);

        result.AssertFailedWith(_folder.File("file"));
    }

    [Theory]
    [InlineData("everyone", "--members", "", "--members needs --write members or --write private")]
    [InlineData("members", "--run-by", "hand", "--run-by, --unit and --compose exclude each other")]
    [InlineData("members", "--store", "/srv/events", "--proxy and --store do not go with --compose")]
    public async Task Answers_that_do_not_go_together_are_told(string access, string option, string value, string reason)
    {
        string[] compose = access == "members" ? ["--compose", "--domain", "relay.example.com"] : [];

        (await SetupAsync([.. Good(access), option, value, .. compose])).AssertFailedWith($"relay: {reason}", exitCode: 2);
    }

    async Task<int> SystemdAnalyzeAsync(params string[] arguments)
    {
        await using var analyze = RelayProcess.Start(
            "/usr/bin/systemd-analyze", _folder.Path, [.. arguments, _folder.File("relay.service")]);
        return (await analyze.EndAsync()).ExitCode;
    }

    IEnumerable<string> Names() => Directory.GetFileSystemEntries(_folder.Path).Select(static path => Path.GetFileName(path)).Order();

    string[] Good(string access = "members") => ["--name", "Ours", "--pubkey", Npub, "--write", access, "--yes"];

    async Task<ProcessResult> SetupAsync(params string[] arguments)
    {
        await using var process = RelayProcess.Start(_folder.Path, ["setup", .. arguments]);
        return await process.EndAsync();
    }

    static async Task<string> PublishAsync(Uri address, Author author, bool proves)
    {
        await using var client = await RelayClient.ConnectAsync(address);
        if (proves)
            Assert.True((await client.AuthenticateAsync(author, "ws://localhost:7447")).Accepted);
        var ok = await client.PublishAsync(author.Note($"by {author.Hex}"));
        return ok.Accepted ? "" : ok.Message;
    }
}
