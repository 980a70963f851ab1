using System.Text.Json;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>What an operator can mend, told in lines; everything else is a mistake of the program and keeps its stack trace.</summary>
static class Failure
{
    /// <summary>The lines to show, or null if the failure is none of the operator's.</summary>
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
