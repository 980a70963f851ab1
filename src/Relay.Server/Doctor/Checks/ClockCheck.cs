using System.Globalization;

namespace Relay.Server;

/// <summary>Compares the clock with the one of a web server.</summary>
sealed class ClockCheck : IDoctorCheck
{
    /// <summary>The difference from which clients with good clocks begin to see wrong times.</summary>
    const double WarnSeconds = 5;

    public string Name => "clock";

    public string Purpose => "whether the clock agrees with that of the server of `--clock-url` or, without it, of `Relay:PublicUrl`";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel) => [await JudgeAsync(relay, cancel)];

    static async Task<Finding> JudgeAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        TimeSpan? ahead;
        string server;
        if (relay.Clock is { } url)
        {
            server = url.ToString();
            try
            {
                ahead = await WebClock.AskAsync(url, cancel);
            }
            catch (HttpRequestException exception)
            {
                return Finding.Warning(
                    $"{url} does not answer: {exception.Message.ReplaceLineEndings(" ")}", "Name another web server by --clock-url.");
            }
        }
        else if (await relay.AnswerAsync().WaitAsync(cancel) is { } answer)
            (server, ahead) = ($"{answer.Http}, which may be this machine,", answer.ClockAhead);
        else
            return Finding.Skipped("no clock to compare with: --clock-url https://… names a web server that has one");
        return ahead is { } difference
            ? Judge(relay, server, difference.TotalSeconds)
            : Finding.Skipped($"{server} does not tell the time");
    }

    static Finding Judge(ExaminedRelay relay, string server, double ahead)
    {
        var difference = Math.Abs(ahead);
        if (difference < WarnSeconds)
            return Finding.Ok($"agrees with the clock of {server} within {WarnSeconds} s");
        var options = relay.Relay;
        var most = Math.Min(options.Limits.CreatedAtMaxSecondsAhead, options.Authentication.MaxClockDifferenceSeconds);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"is {difference:0} s {(ahead > 0 ? "behind" : "ahead of")} the clock of {server}");
        const string Remedy = "Run timedatectl set-ntp true, or install chrony, and compare again.";
        return difference > most
            ? Finding.Problem($"{text}: the relay refuses events and proofs of clients whose clocks are right", Remedy)
            : Finding.Warning(text, Remedy);
    }
}
