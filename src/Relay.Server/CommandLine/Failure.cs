using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Relay.Core;

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
        StoreException or ControlException or DllNotFoundException => [exception.Message],
        InvalidDataException { InnerException: FormatException { InnerException: JsonException json } } =>
            [$"{exception.Message} {json.Message}"],
        IOException { InnerException: AddressInUseException } =>
            [$"{OneLine(exception)} Another program listens there, perhaps another relay; --port or --urls names another address."],
        IOException { InnerException: AggregateException { InnerExceptions: [ListenException listen, ..] } } =>
            [$"{OneLine(exception)} {OneLine(listen)}"],
        ListenException => [OneLine(exception)],
        CryptographicException => [$"the certificate that the section Kestrel names cannot be used: {OneLine(exception)}"],
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } when IsCertificateMissing(exception) =>
            ["an https address has no certificate; set Kestrel:Certificates:Default:Path, or Certificate:Path of an endpoint"],
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => [OneLine(exception)],
        IOException or UnauthorizedAccessException or InvalidDataException => [OneLine(exception)],
        TypeInitializationException { InnerException: { } inner } => Describe(inner),
        AggregateException { InnerExceptions: [var inner] } => Describe(inner),
        _ => null,
    };

    static bool IsCertificateMissing(Exception exception) =>
        exception.Message.Contains("No server certificate was specified", StringComparison.Ordinal);

    static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
