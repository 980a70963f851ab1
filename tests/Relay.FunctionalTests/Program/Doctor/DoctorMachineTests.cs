using System.Diagnostics;

namespace Relay.FunctionalTests;

/// <summary>What <c>relay doctor</c> finds about open files, memory, clocks and addresses of the machine.</summary>
public sealed class DoctorMachineTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Too_few_files_are_warned_of_in_the_shell_and_in_a_running_relay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux says how many files a process may open");
        await using var shell = RelayProcess.StartWithFiles(_folder.Path, 1000, ["doctor", "--json", .. AnyPort]);
        var ofShell = await DoctorRun.OfAsync(shell);
        await using var relay = RelayProcess.StartWithFiles(_folder.Path, 1000, AnyPort);
        await relay.ListeningAsync();
        var ofRelay = await DoctorRun.RunAsync(_folder.Path, AnyPort);

        ofShell.AssertFound("open files", "warning", "a relay started from here may open 1000 files", "LimitNOFILE=13000");
        ofRelay.AssertFound("open files", "warning", $"the relay, process {relay.Id}, may open 1000 files, enough for some ");
        Assert.Equal(0, ofShell.ExitCode);
    }

    [Fact]
    public async Task Files_for_few_connections_are_enough()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux says how many files a process may open");
        await using var shell = RelayProcess.StartWithFiles(
            _folder.Path, 1000, ["doctor", "--json", .. AnyPort, "--Relay:Network:MaxConnections=100"]);

        (await DoctorRun.OfAsync(shell)).AssertFound("open files", "ok", "may open 1000 files, enough for 100 connections");
    }

    [Theory]
    [InlineData("--Relay:Memory:OutboxesMiB=600", "problem", "can make it end for want of memory")]
    [InlineData("--Relay:Memory:OutboxesMiB=300", "warning", "less than a quarter is left")]
    [InlineData("--Relay:Limits:MaxLimit=9", "warning", "enough for 5461 of the 10000 connections")]
    [InlineData("--Relay:Network:MaxConnections=5000", "ok", "the process may use 512 MiB; the budgets of Relay:Memory are 192 MiB")]
    public async Task Memory_is_compared_with_budgets_and_connections(string setting, string state, string words) =>
        (await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, setting], ("DOTNET_GCHeapHardLimit", "0x20000000")))
            .AssertFound("memory", state, words, state == "ok" ? null : "Relay:");

    [Theory]
    [InlineData(0, "ok", "within 5 s")]
    [InlineData(30, "warning", "s behind the clock of http://127.0.0.1")]
    [InlineData(-30, "warning", "s ahead of the clock of http://127.0.0.1")]
    [InlineData(3600, "problem", "the relay refuses events")]
    public async Task The_clock_is_compared_with_that_of_a_server(int ahead, string state, string words)
    {
        await using var server = new RawServer(RawServer.AnswerAt(TimeSpan.FromSeconds(ahead)));

        var run = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, "--clock-url", server.Url]);

        run.AssertFound("clock", state, words, state == "ok" ? null : "timedatectl set-ntp true");
    }

    [Fact]
    public async Task A_server_without_a_clock_or_an_answer_is_told()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var timeless = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, "--clock-url", server.Url]);
        var absent = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, "--clock-url", "http://127.0.0.1:1"]);

        timeless.AssertFound("clock", "skipped", "does not tell the time");
        absent.AssertFound("clock", "warning", "does not answer", "--clock-url");
    }

    /// <summary>The kernel's own answer cannot be changed for a test, so another program's reading of it is the measure.</summary>
    [Fact]
    public async Task The_time_service_is_as_the_kernel_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux says whether its clock is synchronized");
        Interpreter.Require("python3");
        const string code = "import ctypes; b = ctypes.create_string_buffer(208); ctypes.CDLL(None).adjtimex(b); "
            + "print('warning' if int.from_bytes(b.raw[40:44], 'little') & 64 else 'ok')";
        using var kernel = Process.Start(new ProcessStartInfo("python3", (string[])["-c", code]) { RedirectStandardOutput = true })!;
        var state = (await kernel.StandardOutput.ReadToEndAsync()).Trim();

        Assert.Equal(state, (await DoctorRun.RunAsync(_folder.Path, AnyPort)).StateOf("time service"));
    }

    [Fact]
    public async Task A_free_address_is_fine_and_a_taken_one_is_a_problem()
    {
        await using var other = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var free = await DoctorRun.RunAsync(_folder.Path, AnyPort);
        var taken = await DoctorRun.RunAsync(_folder.Path, ["--urls", $"http://*:{other.Port}"]);
        var foreign = await DoctorRun.RunAsync(_folder.Path, ["--urls", "http://192.0.2.1:7447"]);

        free.AssertFound("listening", "ok", "is free; no relay runs on the store");
        taken.AssertFound("listening", "problem", "is taken by another program", $"ss -ltnp 'sport = :{other.Port}'");
        foreign.AssertFound("listening", "problem", "http://192.0.2.1:7447 cannot be used", "--urls names others");
    }

    [Fact]
    public async Task A_running_relay_answers_at_its_address_and_at_no_other()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        var port = (await relay.ListeningAsync()).Port;
        using var elsewhere = new TemporaryFolder();
        var right = await DoctorRun.RunAsync(_folder.Path, ["--port", $"{port}"]);
        var wrong = await DoctorRun.RunAsync(_folder.Path, ["--urls", "http://127.0.0.1:1"]);
        var second = await DoctorRun.RunAsync(elsewhere.Path, ["--port", $"{port}"]);

        right.AssertFound("listening", "ok", "answers 200: {\"status\":\"ok\"}");
        wrong.AssertFound("listening", "problem", "a relay runs on the store, but http://127.0.0.1:1/ does not answer", "--urls or --port");
        second.AssertFound("listening", "problem", "is taken by a relay with another store");
    }

    [Fact]
    public async Task A_file_in_the_place_of_a_unix_socket_is_a_problem()
    {
        var path = _folder.File("relay.sock");
        var free = await DoctorRun.RunAsync(_folder.Path, ["--urls", $"http://unix:{path}"]);
        await using (var killed = RelayProcess.Start(_folder.Path, ["--urls", $"http://unix:{path}"]))
        {
            await killed.ListeningAsync();
            await killed.SignalAsync("KILL");
            await killed.EndAsync();
        }
        var abandoned = await DoctorRun.RunAsync(_folder.Path, ["--urls", $"http://unix:{path}"]);
        File.Delete(path);
        _folder.Write("relay.sock", "");
        var left = await DoctorRun.RunAsync(_folder.Path, ["--urls", $"http://unix:{path}"]);
        var start = await RelayProcess.RunAsync(_folder.Path, $"run --urls http://unix:{path}");

        free.AssertFound("listening", "ok", "is free");
        abandoned.AssertFound("listening", "ok", "is free");
        left.AssertFound("listening", "problem", $"{path} is there already", $"rm {path}");
        Assert.Equal(1, start.ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}
