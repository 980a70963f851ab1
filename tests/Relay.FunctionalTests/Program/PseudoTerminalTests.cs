using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>What the tests' own terminal shows and passes on.</summary>
public sealed class PseudoTerminalTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_reads_what_is_typed_and_its_exit_code_is_known()
    {
        await using var terminal = Shell("printf 'Name? '; read name; echo \"Hello $name\"; tty >/dev/null && stty size; exit 3");

        await terminal.AnswerAsync("Name? ", "Zoë");

        Assert.Equal(3, await terminal.EndAsync());
        Assert.Equal("Name? Zoë\r\nHello Zoë\r\n25 120\r\n", terminal.Shown);
    }

    [Fact]
    public async Task Ctrl_C_sends_SIGINT()
    {
        await using var terminal = Shell("echo ready; read line");
        await terminal.SeesAsync("ready");

        await terminal.TypeAsync(PseudoTerminal.CtrlC);

        Assert.Equal(128 + 2, await terminal.EndAsync());
    }

    [Fact]
    public async Task A_program_that_ends_without_the_words_fails_the_wait_with_what_it_showed()
    {
        await using var terminal = Shell("echo something else");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => terminal.SeesAsync("Name? "));

        Assert.Contains("something else", failure.Message, StringComparison.Ordinal);
    }

    PseudoTerminal Shell(string script) => PseudoTerminal.Start("sh", _folder.Path, ["-c", script]);
}
