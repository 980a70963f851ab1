using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Relay.Server;

/// <summary>One thing that an operator decides: an option of the command line, and a question on the terminal.</summary>
/// <param name="name">The option.</param>
/// <param name="question">The question.</param>
/// <param name="read">Reads the answer.</param>
/// <param name="help">What the option's help says.</param>
/// <param name="isNeeded">Whether the option must be given if nobody can be asked.</param>
/// <param name="menu">Lines before the question.</param>
sealed class SetupField<T>(
    string name, string question, Func<string, (T? Value, string? Reason)> read, string help, bool isNeeded = false, string[]? menu = null)
    where T : notnull
{
    readonly Option<string?> _option = new(name) { Description = help };

    public Option Option => _option;

    /// <summary>The mistake in the option, or that it is missing; null if all is well. It does not repeat the text.</summary>
    public string? Problem(ParseResult arguments, bool canAsk)
    {
        if (arguments.GetValue(_option) is not { } text)
            return isNeeded && !canAsk ? $"{name} is missing: {help}" : null;
        return read(text.Trim()).Reason is { } reason ? $"{name} {reason}" : null;
    }

    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_option) is not null;

    /// <summary>The option's value; false if it is missing or wrong.</summary>
    public bool TryGet(ParseResult arguments, [NotNullWhen(true)] out T? value)
    {
        value = arguments.GetValue(_option) is { } text && read(text.Trim()) is { Reason: null, Value: { } given } ? given : default;
        return value is not null;
    }

    /// <summary>The option's value, or the operator's answer, or what stands for no answer.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="prompt">Asks; null if nobody can be asked.</param>
    /// <param name="standard">What an empty answer means.</param>
    /// <param name="stricter">Reads the answer if only some values fit the answers before.</param>
    public T Get(
        ParseResult arguments, LinePrompt? prompt, string standard, Func<string, (T? Value, string? Reason)>? stricter = null)
    {
        if (arguments.GetValue(_option) is { } text)
            return read(text.Trim()).Value!;
        if (prompt is null)
            return read(standard).Value!;
        foreach (var line in menu ?? [])
            Console.Out.WriteLine(line);
        return prompt.Ask(question, isNeeded && standard.Length == 0 ? null : standard, stricter ?? read);
    }
}
