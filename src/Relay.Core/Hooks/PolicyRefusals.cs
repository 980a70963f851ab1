using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Notes which policy or hook refused what, so that an operator sees which ones act: a metric by policy, and a log line per refusal at
/// Debug. Thread-safe.
/// </summary>
sealed class PolicyRefusals(RelayMetrics metrics, ILogger logger)
{
    static readonly ConcurrentDictionary<Type, string> Names = new();

    /// <summary>Notes a refusal or a shadow verdict. The log line of an event contains its id.</summary>
    public void Note(object hook, ClientContext client, object? subject, in Verdict verdict)
    {
        var isLogged = logger.IsEnabled(LogLevel.Debug);
        if (!isLogged && !metrics.CountsPolicies)
            return;
        var policy = Names.GetOrAdd(hook.GetType(), NameOf);
        metrics.PolicyRefused(policy, verdict);
        if (!isLogged)
            return;
        var message = verdict.IsShadow ? "pretends to accept it" : verdict.Message;
        if (subject is NostrEvent e)
            logger.EventRefusedBy(client.Id, policy, e.Id, message);
        else
            logger.RefusedBy(client.Id, policy, message);
    }

    /// <summary>The type's name without its ending "Policy" or "Lambda": a policy is named like its section in the settings.</summary>
    static string NameOf(Type type)
    {
        foreach (var ending in (ReadOnlySpan<string>)["Policy", "Lambda"])
        {
            if (type.Name.Length > ending.Length && type.Name.EndsWith(ending, StringComparison.Ordinal))
                return type.Name[..^ending.Length];
        }
        return type.Name;
    }
}
