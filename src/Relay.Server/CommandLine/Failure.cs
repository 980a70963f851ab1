using System.Text.Json;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>
/// Describes failures that an operator can mend, in lines. All others are mistakes of the program and keep their stack trace.
/// </summary>
static class Failure
{
    /// <summary>The lines to show; null if the operator cannot mend the failure.</summary>
    public static IReadOnlyList<string>? Describe(Exception exception) => exception switch
    {
        OptionsException problems => problems.Problems,
        // SIGTERM or Ctrl+C, which end a command at the next place where it can.
        OperationCanceledException => ["stopped by a signal before it was done"],
        StoreException or DllNotFoundException => [exception.Message],
        InvalidDataException { InnerException: FormatException { InnerException: JsonException json } } =>
            [$"{exception.Message} {json.Message}"],
        IOException or UnauthorizedAccessException or InvalidDataException => [OneLine(exception)],
        TypeInitializationException { InnerException: { } inner } => Describe(inner),
        AggregateException { InnerExceptions: [var inner] } => Describe(inner),
        _ => null,
    };

    static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
