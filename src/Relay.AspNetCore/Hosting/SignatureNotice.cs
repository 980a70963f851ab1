using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>Warns at the start if signatures are verified by managed code: the relay works, but accepts fewer events in a second.</summary>
sealed class SignatureNotice(ILogger<SignatureNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Schnorr.IsManaged)
            TransportMessages.SlowSignatures(logger);
        else
            TransportMessages.Signatures(logger, Schnorr.Library);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
