using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program's setup as an operator answers it on a terminal.</summary>
public sealed class SetupTerminalTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _operator = new();

    public SetupTerminalTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pseudo-terminals of this kind");

    string Npub => Nip19.EncodePublicKey(_operator.PublicKey.Span);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("xterm-256color")]
    [InlineData("dumb")]
    public async Task Answers_become_settings_with_which_a_relay_runs(string terminal)
    {
        await using var setup = Setup([], ("TERM", terminal));
        await AnswerAsync(setup);
        await setup.AnswerAsync("Write these files [yes]: ", "");
        await setup.SeesAsync("The relay's address for clients: ws://localhost:7447");
        await setup.SeesAsync("█");

        Assert.Equal(0, await setup.EndAsync());
        Assert.Contains(
            $"\r\n  {Repository.Program} --config {_folder.File("appsettings.json")}\r\n", setup.Shown, StringComparison.Ordinal);
        Assert.Equal(terminal != "dumb", setup.Shown.Contains('\u001b'));
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"]);
        await using var client = await RelayClient.ConnectAsync(
            new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri);
        Assert.True((await client.PublishAsync(_operator.Note("mine"))).Accepted);
        Assert.Matches("^(restricted|blocked): ", (await client.PublishAsync(new Author().Note("not mine"))).Message);
    }

    [Fact]
    public async Task NO_COLOR_means_no_escape_codes_at_all()
    {
        await using var setup = Setup([], ("NO_COLOR", "1"));
        await AnswerAsync(setup);
        await setup.AnswerAsync("Write these files [yes]: ", "y");
        await setup.SeesAsync("█");

        Assert.Equal(0, await setup.EndAsync());
        Assert.DoesNotContain('\u001b', setup.Shown);
    }

    [Fact]
    public async Task A_wrong_answer_is_asked_again_with_the_reason_and_a_secret_key_is_not_repeated()
    {
        const string nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
        await using var setup = Setup(["--name", "Ours", "--description", ""]);

        await setup.AnswerAsync("(npub): ", "npub1nonsense");
        await setup.SeesAsync("  This ");
        await setup.AnswerAsync("(npub): ", nsec);
        // The terminal itself shows what is typed, once.
        await setup.SeesAsync(nsec);
        Assert.DoesNotContain(nsec[5..20], await setup.SeesAsync("is a secret key (nsec)"), StringComparison.Ordinal);
        Assert.DoesNotContain(nsec[5..20], await setup.SeesAsync("(npub): "), StringComparison.Ordinal);
        await setup.TypeAsync(Npub + PseudoTerminal.Enter);
        await setup.AnswerAsync("Who may write [members]: ", "9");
        await setup.SeesAsync("This is not one of everyone, members, private, proven, trusted.");
        await setup.SeesAsync("Who may write [members]: ");
    }

    [Fact]
    public async Task Ctrl_C_at_a_question_ends_it_and_nothing_is_written()
    {
        await using var setup = Setup([]);
        await AnswerAsync(setup);
        await setup.SeesAsync("Write these files [yes]: ");

        await setup.TypeAsync(PseudoTerminal.CtrlC);

        Assert.Equal(130, await setup.EndAsync());
        Assert.EndsWith("relay: nothing was written\r\n", setup.Shown, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task The_end_of_the_input_and_a_no_end_it_with_a_line()
    {
        await using var ended = Setup([]);
        await ended.SeesAsync("Name of the relay: ");
        await ended.TypeAsync(PseudoTerminal.CtrlD);
        Assert.Equal(1, await ended.EndAsync());
        Assert.EndsWith(
            "relay: the input ended before the last answer; nothing was written\r\n", ended.Shown, StringComparison.Ordinal);

        await using var declined = Setup([]);
        await AnswerAsync(declined);
        await declined.AnswerAsync("Write these files [yes]: ", "no");
        Assert.Equal(1, await declined.EndAsync());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_existing_file_is_replaced_only_after_a_yes_of_its_own()
    {
        _folder.Write("members.txt", "mine");
        await using var setup = Setup([]);
        await AnswerAsync(setup);
        await setup.AnswerAsync("Write these files [yes]: ", "");
        await setup.AnswerAsync("members.txt exists. Replace it [no]: ", "");

        Assert.Equal(0, await setup.EndAsync());
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("members.txt")));
        Assert.True(File.Exists(_folder.File("appsettings.json")));
    }

    PseudoTerminal Setup(string[] arguments, params (string, string)[] environment) =>
        PseudoTerminal.Start(Repository.Program, _folder.Path, ["setup", .. arguments], environment);

    async Task AnswerAsync(PseudoTerminal setup)
    {
        await setup.AnswerAsync("Name of the relay: ", "Zoë's relay");
        await setup.AnswerAsync("(may be empty): ", "");
        await setup.AnswerAsync("(npub): ", Npub);
        await setup.AnswerAsync("Who may write [members]: ", "");
        await setup.AnswerAsync("(may be empty): ", "");
        await setup.AnswerAsync("What will run the relay [hand]: ", "1");
        await setup.AnswerAsync("(empty to try it on this machine): ", "");
        await setup.AnswerAsync($"Folder for the settings [{_folder.Path}]: ", "");
        await setup.AnswerAsync($"Folder for the events [{_folder.File("data")}]: ", "");
    }
}
