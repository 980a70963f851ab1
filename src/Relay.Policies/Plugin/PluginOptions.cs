using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Plugin</c>: a program that decides on events, by the protocol of strfry's plugins.</summary>
public sealed class PluginOptions : IValidatableObject
{
    /// <summary>
    /// Path of a program that accepts or refuses each event, with strfry's plugin protocol, such as ./policy.py. A relative path is
    /// relative to the working directory. Default: none.
    /// </summary>
    public string? Command { get; init; }

    // Null rather than a list: configuration appends to lists that code fills.
    /// <summary>Arguments for the program.</summary>
    public string[]? Arguments { get; init; }

    // Plugins written for strfry know no such question, and the one in its documentation does not answer it.
    /// <summary>
    /// Also ask the program about the filters of REQ and COUNT. This extends strfry's protocol, so the program must support it.
    /// </summary>
    public bool Reads { get; init; }

    // strfry's default.
    /// <summary>
    /// How many milliseconds the program has to decide on an event, counted from when the event enters the plugin's queue. After that
    /// <see cref="OnFailure"/> decides.
    /// </summary>
    [Range(1, 600_000)]
    public int TimeoutMilliseconds { get; init; } = 10_000;

    // As strfry does: what nobody has looked at is not let in.
    /// <summary>What happens to an event if the program does not decide in time: Reject (with error:) or Accept.</summary>
    public PluginFailure OnFailure { get; init; } = PluginFailure.Reject;

    // strfry's limit of an event, for which its plugins are written: some read lines of bounded length and end at a longer one.
    /// <summary>
    /// Maximum size of an event's JSON, in bytes. A larger event is refused without asking the program. The line that the program reads is
    /// some hundred bytes longer.
    /// </summary>
    [Range(1, 100_000_000)]
    public int MaxEventBytes { get; init; } = 65_536;

    // As many as one connection may have on their way, so that one publisher can keep a concurrent plugin busy.
    /// <summary>
    /// Maximum number of questions that the program gets before it has answered the first one. It gets fewer while it is slow. strfry sends
    /// 1.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxInFlight { get; init; } = 256;

    // One that had answered is started at once: it was an event that ended it.
    /// <summary>
    /// How many milliseconds the relay waits before it restarts a program that ended without an answer. The time doubles with each restart
    /// until the program answers.
    /// </summary>
    [Range(1, 3_600_000)]
    public int RestartMilliseconds { get; init; } = 100;

    // Two attempts and two log lines a minute at worst.
    /// <summary>The longest wait before a restart, in milliseconds.</summary>
    [Range(1, 3_600_000)]
    public int RestartMaxMilliseconds { get; init; } = 30_000;

    /// <summary>Whether there is a program to ask.</summary>
    internal bool IsOn => Command is not null;

    /// <summary>What a deadline of all hooks that comes first makes impossible.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(LimitsOptions limits)
    {
        if (IsOn && TimeoutMilliseconds >= 1_000L * limits.HookTimeoutSeconds)
        {
            yield return (
                nameof(TimeoutMilliseconds),
                $"is {TimeoutMilliseconds}, but must be below Limits:HookTimeoutSeconds, which is {limits.HookTimeoutSeconds} s: "
                + "OnFailure would never decide");
        }
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (RestartMilliseconds > RestartMaxMilliseconds)
        {
            yield return Problem(
                $"is {RestartMilliseconds}, but must not exceed {nameof(RestartMaxMilliseconds)}, which is {RestartMaxMilliseconds}",
                nameof(RestartMilliseconds));
        }
        if (Command is not null)
        {
            if (PluginFiles.ProblemOf(Command) is { } problem)
                yield return Problem($"is \"{Command}\", {problem}", nameof(Command));
            yield break;
        }
        if (Arguments is { Length: > 0 })
            yield return Problem($"has no effect without {nameof(Command)}", nameof(Arguments));
        if (Reads)
            yield return Problem($"has no effect without {nameof(Command)}", nameof(Reads));
    }

    static ValidationResult Problem(string text, string key) => new(text, [key]);
}
