using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The services that the sessions of all connections share. One object for each relay. Thread-safe.</summary>
sealed record SessionServices(
    RelayOptions Options,
    HookPipeline Pipeline,
    HookFaults Faults,
    RelayMetrics Metrics,
    ILogger Logger,
    TimeProvider Time,
    AccessRules Access,
    ProofRules Proofs,
    IntakeServices Intake,
    SubscriptionServices Subscriptions,
    EventCounter Counter,
    SessionRegistry Sessions)
{
    /// <summary>Seconds since 1970.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Asks the hooks whether a message may be processed. Never throws.</summary>
    public Verdict RejectMessage(ClientContext client, ClientMessageType type)
    {
        try
        {
            return Pipeline.RejectMessage(client, type);
        }
        catch (Exception exception)
        {
            Faults.HookFailed(exception, client.Id, nameof(IRejectMessageHook));
            return Verdict.Error("internal error");
        }
    }
}
