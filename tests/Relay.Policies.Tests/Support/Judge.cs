using System.Net;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies.Tests;

/// <summary>Asks one policy as the pipeline does. Returns the text of the refusal, or an empty text.</summary>
static class Judge
{
    static long _lastId;

    public static ClientContext Client { get; } = From("198.51.100.1");

    public static ClientContext From(string address) =>
        new() { Id = Interlocked.Increment(ref _lastId), RemoteAddress = IPAddress.Parse(address) };

    public static async Task<string> EventAsync(IRejectEventHook policy, NostrEvent e, ClientContext? client = null) =>
        (await policy.RejectEventAsync(client ?? Client, e, CancellationToken.None)).Message;
}
