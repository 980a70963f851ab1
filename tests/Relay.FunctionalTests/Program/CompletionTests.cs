using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>What shells complete, in the shells themselves.</summary>
public sealed class CompletionTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public CompletionTests() => File.CreateSymbolicLink(_folder.File("relay"), Repository.Program);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("relay ex", "export")]
    [InlineData("relay config ", "--explain --json check")]
    [InlineData("relay completion ", "bash fish zsh")]
    [InlineData("relay import --tr", "--trusted")]
    [InlineData("relay --po", "--port")]
    [InlineData("relay help imp", "import")]
    [InlineData("relay --Relay:Limits:MaxLim", "--Relay:Limits:MaxLimit=")]
    [InlineData("relay run --relay:policies:kinds:al", "--Relay:Policies:Kinds:Allowed=")]
    [InlineData("relay --Relay:Network:TrustedProxies=", "")]
    [InlineData("relay frobnicate", "")]
    public async Task The_words_that_may_follow_are_known(string line, string words)
    {
        await using var process = RelayProcess.Start(_folder.Path, ["completion", "words", line]);
        var found = (await process.EndAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(words, string.Join(' ', found.Where(static word => word is not ("--config" or "--help" or "--set"))));
    }

    [Fact]
    public async Task Keys_are_completed_section_by_section()
    {
        await using var process = RelayProcess.Start(_folder.Path, ["completion", "words", "relay --Relay:"]);
        var words = (await process.EndAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("--Relay:Limits:", words);
        Assert.Contains("--Relay:PublicUrl=", words);
        Assert.DoesNotContain(words, static word => word.StartsWith("--Relay:Limits:M", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bash", "relay exp\t", "relay export ")]
    [InlineData("bash", "relay --Relay:Limits:MaxLimi\t", "relay --Relay:Limits:MaxLimit=")]
    [InlineData("zsh", "relay exp\t", "relay export ")]
    [InlineData("zsh", "relay --Relay:Limits:MaxLimi\t", "relay --Relay:Limits:MaxLimit=")]
    public async Task Tab_completes(string shell, string typed, string line)
    {
        // The line is printed instead of run.
        var setup = shell == "bash"
            ? "PS1='ready> '; source <(./relay completion bash); bind -x '\"\\C-x\": echo \"[$READLINE_LINE]\"'; "
                + "bind 'set enable-bracketed-paste off'"
            : "PS1='ready> '; autoload -U compinit; compinit -D -u; source <(./relay completion zsh); "
                + "show() { print -r -- \"[$BUFFER]\" }; zle -N show; bindkey '^X' show";
        _folder.Write("rc", $"PATH={_folder.Path}:$PATH\n{setup}\n");
        string[] arguments = shell == "bash" ? ["--noprofile", "--rcfile", "rc", "-i"] : ["-f", "-i"];
        await using var terminal = PseudoTerminal.Start(shell, _folder.Path, arguments, ("HISTFILE", "/dev/null"));
        if (shell == "zsh")
            await terminal.TypeAsync("source ./rc" + PseudoTerminal.Enter);
        await terminal.SeesAsync("ready> ");

        await terminal.TypeAsync(typed + "\u0018");

        await terminal.SeesAsync($"[{line}]");
    }

    [Fact]
    public async Task Fish_completes()
    {
        await using var fish = RelayProcess.Start(
            "fish", _folder.Path,
            ["--no-config", "-c", "set -x PATH $PWD $PATH; relay completion fish | source; complete -C 'relay exp'; "
                + "complete -C 'relay --Relay:Limits:MaxLimi'"]);

        Assert.Equal("export\n--Relay:Limits:MaxLimit=\n", (await fish.EndAsync()).Output);
    }
}
