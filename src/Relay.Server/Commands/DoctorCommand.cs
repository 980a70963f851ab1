using System.CommandLine;

namespace Relay.Server;

/// <summary>
/// <c>relay doctor</c>: looks for what is wrong with the configuration and the machine. Works with and without a running relay.
/// </summary>
static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var clock = new Option<Uri?>("--clock-url")
        {
            Description = "Compare the clock with the one of this web server.",
            HelpName = "https://host",
            CustomParser = static result =>
            {
                var text = result.Tokens[0].Value;
                if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                    return url;
                result.AddError($"--clock-url {text} is not an address such as https://example.com");
                return null;
            },
        };
        var listen = new ListenArguments();
        var command = new Command(
            "doctor", "Looks for what is wrong with the configuration and the machine, and says what to do.") { json, clock };
        listen.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var relay = new ExaminedRelay(ReadConfiguration.Of(arguments, listen.Read(arguments)), arguments.GetValue(clock), cancel);
            var running = Examination.Begin(DoctorChecks.All, relay, cancel);
            var worst = arguments.GetValue(json) ? await DoctorReport.PrintJsonAsync(running) : await DoctorReport.PrintAsync(running);
            return worst == CheckState.Problem ? 1 : 0;
        });
        return command;
    }
}
