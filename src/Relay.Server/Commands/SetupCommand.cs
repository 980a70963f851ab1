using System.CommandLine;
using System.Runtime.InteropServices;

namespace Relay.Server;

/// <summary><c>relay setup</c>: asks a few questions and writes the settings of a relay.</summary>
static class SetupCommand
{
    public const string Name = "setup";

    /// <summary>The exit code if answers are missing or do not fit together.</summary>
    const int WrongUsage = 2;

    /// <summary>The exit code after Ctrl+C: 128 and the signal's number.</summary>
    const int Interrupted = 130;

    const string NothingWritten = "nothing was written";

    static readonly Option<bool> Yes = new("--yes") { Description = "Write without asking." };
    static readonly Option<bool> Force = new("--force") { Description = "Replace existing files without asking." };
    static readonly Option<bool> Qr = new("--qr") { Description = "Print the address as a QR code, also where there is no terminal." };

    public static Command Create()
    {
        var form = new SetupForm();
        var command = new Command(
            Name, "Asks a few questions and writes the settings of a relay, and by choice a unit of systemd or compose files.");
        form.AddTo(command);
        command.Add(Yes);
        command.Add(Force);
        command.Add(Qr);
        command.SetAction(arguments =>
        {
            var problems = form.Problems(arguments, LinePrompt.IsPossible).ToList();
            if (!LinePrompt.IsPossible && !arguments.GetValue(Yes))
                problems.Add("--yes is missing: there is no terminal to ask on, and this option allows to write the files");
            if (problems.Count > 0)
                return Fail(problems, WrongUsage);
            return LinePrompt.IsPossible ? RunOnTerminal(arguments, form) : Run(arguments, form);
        });
        return command;
    }

    static int Run(ParseResult arguments, SetupForm form)
    {
        var answers = form.Fill(arguments, prompt: null);
        if (SetupCheck.Problems(answers) is { Count: > 0 } mistakes)
            return Fail([.. mistakes, NothingWritten], WrongUsage);
        var files = SetupFiles.Of(answers);
        var inTheWay = arguments.GetValue(Force) ? [] : files.Where(static file => File.Exists(file.Path)).ToList();
        if (inTheWay.Count > 0)
            return Fail([.. inTheWay.Select(static file => $"{file.Path} exists; --force replaces it"), NothingWritten], exitCode: 1);
        return Write(answers, files, arguments.GetValue(Qr));
    }

    static int RunOnTerminal(ParseResult arguments, SetupForm form)
    {
        // A line that is being read cannot be cancelled, so the process ends as it is.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context =>
        {
            context.Cancel = true;
            Console.Error.WriteLine($"\nrelay: {NothingWritten}");
            Environment.Exit(Interrupted);
        });
        using var prompt = new LinePrompt();
        Console.Out.WriteLine("A few questions about your relay. Nothing is written before you agree; Ctrl+C ends this.");
        var answers = form.Fill(arguments, prompt);
        if (SetupCheck.Problems(answers) is { Count: > 0 } mistakes)
            return Fail([.. mistakes, NothingWritten], WrongUsage);
        var files = SetupFiles.Of(answers);
        Show(files);
        if (!arguments.GetValue(Yes) && !prompt.Confirm("Write these files", standard: true))
            return Fail([NothingWritten], exitCode: 1);
        var chosen = files.Where(file => arguments.GetValue(Force) || !File.Exists(file.Path)
            || prompt.Confirm($"{file.Path} exists. Replace it", standard: false)).ToList();
        if (chosen.Count == 0)
            return Fail([NothingWritten], exitCode: 1);
        // From here on, Ctrl+C comes too late.
        using var late = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        interrupt.Dispose();
        return Write(answers, chosen, hasQr: true);
    }

    static void Show(IReadOnlyList<SetupFile> files)
    {
        foreach (var file in files)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(file.IsShown ? $"{file.Path}:" : file.Path);
            if (file.IsShown)
                Console.Out.Write(file.Text);
        }
        Console.Out.WriteLine();
    }

    static int Write(SetupAnswers answers, IReadOnlyList<SetupFile> files, bool hasQr)
    {
        SetupWriter.Write(files);
        foreach (var file in files)
            Console.Out.WriteLine($"Written: {file.Path}");
        if (answers.Domain.Length > 0 && answers.Proxies.Count == 0 && answers.RunBy != RunBy.Compose)
        {
            Console.Out.WriteLine(
                "Without a proxy the relay needs a certificate for TLS: Kestrel:Certificates:Default:Path, and --urls https://*:443.");
        }
        Console.Out.WriteLine($"The relay's address for clients: {answers.Address}");
        if (hasQr)
            Console.Out.Write(QrText.Of(answers.Address, QrText.CanShowColors));
        Console.Out.WriteLine("Next:");
        foreach (var command in NextCommands.Of(answers))
            Console.Out.WriteLine($"  {command}");
        return 0;
    }

    static int Fail(IReadOnlyList<string> lines, int exitCode)
    {
        foreach (var line in lines)
            Console.Error.WriteLine($"relay: {line}");
        return exitCode;
    }
}
